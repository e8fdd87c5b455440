// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.write;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.write.RetryLoop.Answer;
import org.stellaops.persistence.dualwrite.internal.write.RetryLoop.Attempt;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.RecordWrite;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.TargetWrite;

/** Many writes of a leading target in few transactions (4.1); what a transaction does not decide is written alone. */
public final class TargetBatch {

    private final TargetStore store;
    private final EpochView epochs;
    private final TargetPut put;
    private final TargetDelete delete;

    /** Writes into this store, in the epochs of its control record. */
    public TargetBatch(
            TargetStore store, EpochView epochs, ProtocolSettings settings, TargetWrite.PendingFlag pendingFlag) {
        this.store = store;
        this.epochs = epochs;
        this.put = new TargetPut(store, epochs, settings, pendingFlag);
        this.delete = new TargetDelete(store, epochs, settings, pendingFlag);
    }

    /** Makes writes of distinct keys; the results are in their order. */
    public List<LeaderWriteResult> write(List<RecordWrite> writes) {
        Optional<ControlRecord> steady;
        try {
            steady = epochs.steady();
        } catch (RuntimeException e) {
            WriteOutcome outcome =
                    FaultOutcomes.beforeAnyStatement(e, "writing " + writes.size() + " records of " + store.type());
            return writes.stream()
                    .map(it -> LeaderWriteResult.withoutImage(outcome))
                    .toList();
        }
        if (steady.isEmpty() || writes.size() == 1) {
            return writes.stream().map(this::alone).toList();
        }
        List<TargetTransaction.Plan> plans = writes.stream().map(this::planOf).toList();
        List<TargetWrite> asked = new ArrayList<>(writes.size());
        for (int i = 0; i < writes.size(); i++) {
            asked.add(transaction(writes.get(i)).writeOf(plans.get(i), steady.get()));
        }
        List<TargetWrite.Result> results = store.writeAll(asked);
        List<LeaderWriteResult> done = new ArrayList<>(writes.size());
        boolean isDeaf = false;
        for (int i = 0; i < writes.size(); i++) {
            TargetTransaction transaction = transaction(writes.get(i));
            Attempt attempt;
            if (results.get(i) instanceof TargetWrite.Result.Failed failed && isDeaf) {
                // A store that did not answer one question about a commit is not asked hundreds more.
                attempt = transaction.unanswered(failed.thrown(), plans.get(i));
            } else {
                attempt = transaction.after(results.get(i), asked.get(i), plans.get(i));
                isDeaf = results.get(i) instanceof TargetWrite.Result.Failed failed
                        && failed.thrown().getSuppressed().length > 0;
            }
            done.add(attempt instanceof Answer it ? it.written() : alone(writes.get(i)));
        }
        return done;
    }

    private TargetTransaction.Plan planOf(RecordWrite write) {
        return write instanceof RecordWrite.Put it
                ? put.plan(it.key(), it.content(), it.precondition())
                : delete.plan(write.key(), write.precondition());
    }

    private TargetTransaction transaction(RecordWrite write) {
        return write instanceof RecordWrite.Put ? put.transaction() : delete.transaction();
    }

    private LeaderWriteResult alone(RecordWrite write) {
        return write instanceof RecordWrite.Put it
                ? put.put(it.key(), it.content(), it.precondition())
                : delete.delete(write.key(), write.precondition());
    }
}
