// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.RecordStore;

/** What the groups of clauses about a {@link RecordStore} have in common. */
@ExtendWith({ContractReport.class, ClauseExemptions.class})
public abstract class RecordStoreContract implements ContractSubject {

    private @Nullable RecordStore everything;

    /** For the groups. */
    protected RecordStoreContract() {}

    /**
     * Opens an empty store of one of the {@link ContractTypes}. Called at most once for each type in a test.
     * Subclasses close what was opened, in a method with {@code @AfterEach}.
     */
    protected abstract RecordStore open(EntityType<?> type);

    /** The store of {@link ContractTypes#EVERYTHING}, opened when it is first asked for. */
    final RecordStore everything() {
        RecordStore store = everything;
        if (store == null) {
            store = open(ContractTypes.EVERYTHING);
            everything = store;
        }
        return store;
    }
}
