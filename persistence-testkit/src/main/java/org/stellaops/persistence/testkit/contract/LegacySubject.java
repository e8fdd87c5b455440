// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.LegacyBackend;

/**
 * A legacy backend that the clauses are held against. An interface that extends this one, with default methods, says for all
 * groups at once how a backend is opened: {@code class MyStepTest extends LegacyStepContract implements MyBackend}.
 */
public interface LegacySubject extends ContractSubject {

    /** Opens an empty backend of the module {@link ContractTypes#MODULE}, without a fence. The contract closes it. */
    LegacyBackend open();

    /**
     * Who writes documents past the library, for a backend that {@link #open} answered. Stores that are such writers
     * themselves need not override it.
     */
    default UnversionedWriter bypassing(LegacyBackend opened, EntityType<?> type) {
        if (opened.store(type) instanceof UnversionedWriter it) {
            return it;
        }
        throw new UnsupportedOperationException(
                engine() + ": override bypassing, so that documents can be written past the library");
    }
}
