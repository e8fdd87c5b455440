// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.write;

import java.util.Optional;
import org.stellaops.persistence.Patch;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.TargetClaim;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.TargetWrite;

/** Changes some fields of a record of a leading target (4.1). Safe for concurrent use. */
public final class TargetUpdate {

    private final TargetStore store;
    private final EpochView epochs;
    private final ProtocolSettings settings;
    private final TargetWrite.PendingFlag pendingFlag;
    private final TargetTransaction transaction;

    /** Changes records of this store, in the epochs of its control record. */
    public TargetUpdate(
            TargetStore store, EpochView epochs, ProtocolSettings settings, TargetWrite.PendingFlag pendingFlag) {
        this.store = store;
        this.epochs = epochs;
        this.settings = settings;
        this.pendingFlag = pendingFlag;
        this.transaction = new TargetTransaction(store, epochs, settings, pendingFlag);
    }

    /** Changes the record of a key if the precondition holds. */
    public LeaderWriteResult update(RecordKey key, Patch patch, Precondition precondition) {
        return transaction.run(new TargetTransaction.Plan(
                key,
                new TargetWrite.Change.Update(patch),
                precondition,
                stamp -> new Image.Tombstone(key, stamp),
                "updating " + store.type() + " " + key + " in the target store"));
    }

    /** Changes the first record that a query finds, if one transaction that passes over locked records can. */
    public Optional<LeaderWriteResult> claim(Optional<String> tenant, Query next, Patch patch) {
        String what = "claiming the next of " + store.type() + " in the target store";
        for (int attempt = 0; attempt < settings.attempts(); attempt++) {
            Optional<ControlRecord> steady;
            try {
                steady = epochs.steady();
            } catch (RuntimeException e) {
                return Optional.of(LeaderWriteResult.withoutImage(FaultOutcomes.beforeAnyStatement(e, what)));
            }
            if (steady.isEmpty()) {
                break;
            }
            TargetClaim claim = new TargetClaim(
                    tenant,
                    next,
                    patch,
                    steady.get().epoch(),
                    settings.tokens().next(),
                    TargetTransaction.flagIn(steady.get(), pendingFlag));
            TargetWrite.Result result;
            try {
                result = store.claim(claim);
            } catch (RuntimeException e) {
                return Optional.of(LeaderWriteResult.withoutImage(FaultOutcomes.afterStatement(e, what)));
            }
            if (!(result instanceof TargetWrite.Result.NotLeading)) {
                return answer(result, claim.epoch(), what);
            }
            epochs.forget();
        }
        return Optional.of(LeaderWriteResult.withoutImage(FaultOutcomes.outOfDate(what)));
    }

    private static Optional<LeaderWriteResult> answer(TargetWrite.Result result, long epoch, String what) {
        if (result instanceof TargetWrite.Result.Updated it) {
            return Optional.of(TargetTransaction.updated(it, epoch));
        } else if (result instanceof TargetWrite.Result.Absent) {
            return Optional.empty();
        }
        return Optional.of(LeaderWriteResult.withoutImage(TargetTransaction.rejection(result, what)
                .orElseGet(() -> new WriteOutcome.NotApplied(FaultOutcomes.of(
                        new IllegalStateException("a claim was answered " + result.getClass()), what)))));
    }
}
