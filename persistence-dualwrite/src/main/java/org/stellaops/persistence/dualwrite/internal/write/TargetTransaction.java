// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.write;

import java.util.Optional;
import java.util.function.Function;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.cutover.Reach;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.write.RetryLoop.Again;
import org.stellaops.persistence.dualwrite.internal.write.RetryLoop.Answer;
import org.stellaops.persistence.dualwrite.internal.write.RetryLoop.Attempt;
import org.stellaops.persistence.dualwrite.internal.write.RetryLoop.Cost;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.TargetWrite;
import org.stellaops.persistence.spi.VersionStamp;

/** One write of a leading target: a transaction, and the check of its outcome if the commit was not answered (4.1). */
public final class TargetTransaction {

    private final TargetStore store;
    private final EpochView epochs;
    private final ProtocolSettings settings;
    private final TargetWrite.PendingFlag pendingFlag;

    public TargetTransaction(
            TargetStore store, EpochView epochs, ProtocolSettings settings, TargetWrite.PendingFlag pendingFlag) {
        this.store = store;
        this.epochs = epochs;
        this.settings = settings;
        this.pendingFlag = pendingFlag;
    }

    /**
     * What to write.
     *
     * @param imageAt the image of the write at the stamp that it was given
     * @param what for messages
     */
    public record Plan(
            RecordKey key,
            TargetWrite.Change change,
            Precondition precondition,
            Function<VersionStamp, Image> imageAt,
            String what) {}

    public LeaderWriteResult run(Plan plan) {
        return RetryLoop.run(settings.attempts(), () -> attempt(plan));
    }

    private Attempt attempt(Plan plan) {
        Optional<ControlRecord> steady;
        try {
            steady = epochs.steady();
        } catch (RuntimeException e) {
            return answer(FaultOutcomes.beforeAnyStatement(e, plan.what()));
        }
        if (steady.isEmpty()) {
            return answer(FaultOutcomes.outOfDate(plan.what()));
        }
        TargetWrite write = writeOf(plan, steady.get());
        return after(resultOf(write), write, plan);
    }

    /** The write of a plan under a control record that says that the store leads. */
    TargetWrite writeOf(Plan plan, ControlRecord control) {
        return new TargetWrite(
                plan.key(),
                plan.change(),
                plan.precondition(),
                control.epoch(),
                settings.tokens().next(),
                flagIn(control, pendingFlag));
    }

    private TargetWrite.Result resultOf(TargetWrite write) {
        try {
            return store.write(write);
        } catch (RuntimeException e) {
            return new TargetWrite.Result.Failed(e);
        }
    }

    /** What a result means for the caller. */
    Attempt after(TargetWrite.Result result, TargetWrite write, Plan plan) {
        return result instanceof TargetWrite.Result.Failed it
                ? new Answer(becameOf(write, plan.imageAt(), it.thrown(), plan.what()))
                : attemptAfter(result, write, plan.imageAt(), plan.what());
    }

    /** What a failure means for the caller if nobody can be asked what became of the write. */
    Attempt unanswered(RuntimeException thrown, Plan plan) {
        return answer(FaultOutcomes.afterStatement(thrown, plan.what()));
    }

    /**
     * A process may still be in TARGET_ONLY when a readmission has brought a follower back. Within an epoch TARGET_ONLY is not
     * left, and the transaction checks the epoch, so the stage of the record that was read holds for the write.
     */
    static TargetWrite.PendingFlag flagIn(ControlRecord control, TargetWrite.PendingFlag otherwise) {
        boolean hasFollower =
                control.stage().filter(it -> it.writes() == Reach.BOTH).isPresent();
        return hasFollower ? TargetWrite.PendingFlag.PENDING : otherwise;
    }

    private Attempt attemptAfter(
            TargetWrite.Result result, TargetWrite write, Function<VersionStamp, Image> imageAt, String what) {
        if (result instanceof TargetWrite.Result.LeaderWriteResult it) {
            return new Answer(applied(it.stamp(), write, imageAt));
        } else if (result instanceof TargetWrite.Result.Conflict it) {
            return answer(new WriteOutcome.Conflict(it.found(), it.reason()));
        } else if (result instanceof TargetWrite.Result.Absent) {
            return answer(FaultOutcomes.absent(what));
        } else if (result instanceof TargetWrite.Result.Updated it) {
            return new Answer(updated(it, write.epoch()));
        }
        Optional<WriteOutcome> rejection = rejection(result, what);
        if (rejection.isPresent()) {
            return answer(rejection.get());
        }
        epochs.forget();
        return new Again(costOf((TargetWrite.Result.NotLeading) result), FaultOutcomes.outOfDate(what));
    }

    /** What an update left, as the image to send. */
    static LeaderWriteResult updated(TargetWrite.Result.Updated result, long epoch) {
        return LeaderWriteResult.applied(
                new Image.Present(result.key(), result.stamp(), result.content(), result.hash()),
                epoch,
                LeaderWriteResult.Origin.CHANGE);
    }

    /** The rejection that a result stands for; empty if it is none. */
    static Optional<WriteOutcome> rejection(TargetWrite.Result result, String what) {
        if (result instanceof TargetWrite.Result.Duplicate it) {
            return Optional.of(rejected(
                    WriteOutcome.Rejected.Kind.UNIQUE,
                    it.constraint(),
                    what + " was rejected: another record holds the value of " + it.constraint()));
        } else if (result instanceof TargetWrite.Result.Refused it) {
            return Optional.of(
                    rejected(WriteOutcome.Rejected.Kind.VALUE, "the content", what + " was rejected: " + it.reason()));
        } else if (result instanceof TargetWrite.Result.Unfit it) {
            return Optional.of(rejected(
                    WriteOutcome.Rejected.Kind.VALUE, it.problem().path(), what + " was rejected: " + it.problem()));
        }
        return Optional.empty();
    }

    /** Steady in another epoch: an epoch advance, which must not fail callers. */
    private static Cost costOf(TargetWrite.Result.NotLeading rejection) {
        return rejection.control().phase() == ControlRecord.Phase.STEADY ? Cost.FREE : Cost.COUNTED;
    }

    /** The outcome of an unanswered commit, decided by the token in the state of the key. */
    private LeaderWriteResult becameOf(
            TargetWrite write, Function<VersionStamp, Image> imageAt, RuntimeException thrown, String what) {
        WriteOutcome outcome = FaultOutcomes.afterStatement(thrown, what);
        if (!(outcome instanceof WriteOutcome.Unknown)) {
            return LeaderWriteResult.withoutImage(outcome);
        }
        try {
            if (write.change() instanceof TargetWrite.Change.Update) {
                return store.image(write.key())
                        .filter(it -> write.token().equals(it.stamp().token()))
                        .map(it -> LeaderWriteResult.applied(it, write.epoch(), LeaderWriteResult.Origin.CHANGE))
                        .orElseGet(() -> LeaderWriteResult.withoutImage(outcome));
            }
            return store.state(write.key())
                    .filter(it -> write.token().equals(it.stamp().token()))
                    .map(it -> applied(it.stamp(), write, imageAt))
                    .orElseGet(() -> LeaderWriteResult.withoutImage(outcome));
        } catch (RuntimeException e) {
            thrown.addSuppressed(e);
            return LeaderWriteResult.withoutImage(outcome);
        }
    }

    private static LeaderWriteResult applied(
            VersionStamp stamp, TargetWrite write, Function<VersionStamp, Image> imageAt) {
        return LeaderWriteResult.applied(imageAt.apply(stamp), write.epoch(), LeaderWriteResult.Origin.CHANGE);
    }

    private static WriteOutcome rejected(WriteOutcome.Rejected.Kind kind, String where, String reason) {
        return new WriteOutcome.Rejected(kind, where, reason);
    }

    private static Answer answer(WriteOutcome outcome) {
        return new Answer(LeaderWriteResult.withoutImage(outcome));
    }
}
