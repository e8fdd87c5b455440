// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.util.List;

/**
 * What was decided of documents that cannot be read, kept durably beside them.
 *
 * <p><b>Threads.</b> Safe for concurrent use. <b>Blocking.</b> May wait on I/O. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException}. <b>Nulls.</b> Neither accepted nor returned. <b>Evolution.</b> Grows by default
 * methods only.
 */
public interface LeftBehindDocuments {

    /** Records a decision, over an earlier one on the same document; false if this backend keeps none. */
    boolean record(LeftBehind decision);

    /** Withdraws a decision; false if there is none. */
    boolean withdraw(String entity, String id);

    /** All decisions on documents of an entity type, in the order of their ids. */
    List<LeftBehind> list(String entity);

    /** Of a backend that keeps no decisions. */
    static LeftBehindDocuments none() {
        return new LeftBehindDocuments() {
            @Override
            public boolean record(LeftBehind decision) {
                return false;
            }

            @Override
            public boolean withdraw(String entity, String id) {
                return false;
            }

            @Override
            public List<LeftBehind> list(String entity) {
                return List.of();
            }
        };
    }
}
