// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.write;

import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.TargetWrite;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;

/** Puts a record into a leading target store (4.1). Safe for concurrent use. */
public final class TargetPut {

    private final TargetStore store;
    private final TargetTransaction transaction;

    /** Puts into this store, in the epochs of its control record. */
    public TargetPut(
            TargetStore store, EpochView epochs, ProtocolSettings settings, TargetWrite.PendingFlag pendingFlag) {
        this.store = store;
        this.transaction = new TargetTransaction(store, epochs, settings, pendingFlag);
    }

    /** Writes the record if the precondition holds. */
    public LeaderWriteResult put(RecordKey key, Struct content, Precondition precondition) {
        return transaction.run(plan(key, content, precondition));
    }

    TargetTransaction transaction() {
        return transaction;
    }

    TargetTransaction.Plan plan(RecordKey key, Struct content, Precondition precondition) {
        ContentHash hash = ContentHash.of(content);
        return new TargetTransaction.Plan(
                key,
                new TargetWrite.Change.Put(content, hash),
                precondition,
                stamp -> new Image.Present(key, stamp, content, hash),
                "putting " + store.type() + " " + key + " into the target store");
    }
}
