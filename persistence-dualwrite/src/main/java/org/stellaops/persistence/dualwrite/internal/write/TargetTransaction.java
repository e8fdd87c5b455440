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

    public LeaderWriteResult run(
            RecordKey key,
            TargetWrite.Change change,
            Precondition precondition,
            Function<VersionStamp, Image> imageAt,
            String what) {
        return RetryLoop.run(settings.attempts(), () -> attempt(key, change, precondition, imageAt, what));
    }

    private Attempt attempt(
            RecordKey key,
            TargetWrite.Change change,
            Precondition precondition,
            Function<VersionStamp, Image> imageAt,
            String what) {
        Optional<ControlRecord> steady;
        try {
            steady = epochs.steady();
        } catch (RuntimeException e) {
            return answer(FaultOutcomes.beforeAnyStatement(e, what));
        }
        if (steady.isEmpty()) {
            return answer(FaultOutcomes.outOfDate(what));
        }
        ControlRecord control = steady.get();
        TargetWrite write = new TargetWrite(
                key, change, precondition, control.epoch(), settings.tokens().next(), flagIn(control));
        try {
            return attemptAfter(store.write(write), write, imageAt, what);
        } catch (RuntimeException e) {
            return new Answer(becameOf(write, imageAt, e, what));
        }
    }

    /**
     * A process may still be in TARGET_ONLY when a readmission has brought a follower back. Within an epoch TARGET_ONLY is not
     * left, and the transaction checks the epoch, so the stage of the record that was read holds for the write.
     */
    private TargetWrite.PendingFlag flagIn(ControlRecord control) {
        boolean hasFollower =
                control.stage().filter(it -> it.writes() == Reach.BOTH).isPresent();
        return hasFollower ? TargetWrite.PendingFlag.PENDING : pendingFlag;
    }

    private Attempt attemptAfter(
            TargetWrite.Result result, TargetWrite write, Function<VersionStamp, Image> imageAt, String what) {
        if (result instanceof TargetWrite.Result.LeaderWriteResult it) {
            return new Answer(applied(it.stamp(), write, imageAt));
        } else if (result instanceof TargetWrite.Result.Conflict it) {
            return answer(new WriteOutcome.Conflict(it.found(), it.reason()));
        } else if (result instanceof TargetWrite.Result.Absent) {
            return answer(FaultOutcomes.absent(what));
        } else if (result instanceof TargetWrite.Result.Duplicate it) {
            return answer(rejected(
                    WriteOutcome.Rejected.Kind.UNIQUE,
                    it.constraint(),
                    what + " was rejected: another record holds the value of " + it.constraint()));
        } else if (result instanceof TargetWrite.Result.Refused it) {
            return answer(
                    rejected(WriteOutcome.Rejected.Kind.VALUE, "the content", what + " was rejected: " + it.reason()));
        }
        epochs.forget();
        return new Again(costOf((TargetWrite.Result.NotLeading) result), FaultOutcomes.outOfDate(what));
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
