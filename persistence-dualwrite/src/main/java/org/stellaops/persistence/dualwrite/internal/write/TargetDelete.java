// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.write;

import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.TargetWrite;

/** Deletes a record from a leading target store (4.1). Safe for concurrent use. */
public final class TargetDelete {

    private final TargetStore store;
    private final TargetTransaction transaction;

    /** Deletes from this store, in the epochs of its control record. */
    public TargetDelete(
            TargetStore store, EpochView epochs, ProtocolSettings settings, TargetWrite.PendingFlag pendingFlag) {
        this.store = store;
        this.transaction = new TargetTransaction(store, epochs, settings, pendingFlag);
    }

    /** Deletes the record if the precondition holds. */
    public LeaderWriteResult delete(RecordKey key, Precondition precondition) {
        return transaction.run(plan(key, precondition));
    }

    TargetTransaction transaction() {
        return transaction;
    }

    TargetTransaction.Plan plan(RecordKey key, Precondition precondition) {
        return new TargetTransaction.Plan(
                key,
                new TargetWrite.Change.Delete(),
                precondition,
                stamp -> new Image.Tombstone(key, stamp),
                "deleting " + store.type() + " " + key + " from the target store");
    }
}
