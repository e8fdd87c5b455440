// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.value.Struct;

/** Writes documents of one entity type as an application without the library does. */
@FunctionalInterface
public interface UnversionedWriter {

    /**
     * Writes a document without a version stamp and without a condition, over whatever is there.
     *
     * @throws org.stellaops.persistence.StoreException if the store refuses it
     */
    void putUnversioned(RecordKey key, Struct content);
}
