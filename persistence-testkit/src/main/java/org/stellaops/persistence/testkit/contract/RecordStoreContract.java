package org.stellaops.persistence.testkit.contract;

import org.junit.jupiter.api.extension.ExtendWith;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.RecordStore;

/** What the groups of clauses about a {@link RecordStore} have in common. */
@ExtendWith({ContractReport.class, ClauseExemptions.class})
public abstract class RecordStoreContract implements ContractSubject {

    /** For the groups. */
    protected RecordStoreContract() {}

    /**
     * Opens an empty store of one of the {@link ContractTypes}. Called up to twice in a test, then with different types.
     * Whoever extends the contract closes what was opened, in a method with {@code @AfterEach}.
     */
    protected abstract RecordStore open(EntityType<?> type);
}
