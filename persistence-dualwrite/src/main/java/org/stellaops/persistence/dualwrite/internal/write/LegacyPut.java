// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.write;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.write.LeaderWriteResult.Origin;
import org.stellaops.persistence.dualwrite.internal.write.RetryLoop.Again;
import org.stellaops.persistence.dualwrite.internal.write.RetryLoop.Answer;
import org.stellaops.persistence.dualwrite.internal.write.RetryLoop.Attempt;
import org.stellaops.persistence.dualwrite.internal.write.RetryLoop.Cost;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.StepResult;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;

/** Puts a record into a leading legacy store (3.1, up to the acknowledgement). Safe for concurrent use. */
public final class LegacyPut {

    private final LegacyStore store;
    private final EpochView epochs;
    private final ProtocolSettings settings;
    private final DeleteIntentCompletion intents;

    /** Puts into this store, in the epochs of its control record. */
    public LegacyPut(LegacyStore store, EpochView epochs, ProtocolSettings settings) {
        this.store = store;
        this.epochs = epochs;
        this.settings = settings;
        this.intents = new DeleteIntentCompletion(store);
    }

    /** Writes the record if the precondition holds. */
    public LeaderWriteResult put(RecordKey key, Struct content, Precondition precondition) {
        Wish wish = new Wish(key, content, ContentHash.of(content), precondition);
        LeaderWriteResult onHints = onHints(wish);
        return onHints != null ? onHints : RetryLoop.run(settings.attempts(), () -> attempt(wish));
    }

    /**
     * One attempt that is not counted, on what some earlier moment had. Only a statement that took effect, or one whose answer was
     * lost, says anything; otherwise null, and the attempts follow that read what is so now.
     */
    private @Nullable LeaderWriteResult onHints(Wish wish) {
        Draft draft;
        try {
            OptionalLong epoch = epochs.steadyEpoch();
            if (epoch.isEmpty()) {
                return null;
            }
            LegacyState hint = LegacyState.hint(store, wish.key());
            if (hint.violationOf(wish.precondition(), store).isPresent()) {
                return null;
            }
            draft = draft(wish, hint, epoch.getAsLong(), true);
        } catch (RuntimeException e) {
            return FaultOutcomes.withoutHint(e, what(wish.key())).orElse(null);
        }
        return write(draft) instanceof Answer it ? it.written() : null;
    }

    private record Wish(RecordKey key, Struct content, ContentHash hash, Precondition precondition) {}

    /**
     * A write that is to be tried.
     *
     * @param over what it replaces
     * @param isHint whether that is only a hint, so that nobody has read the tombstone
     */
    private record Draft(Image.Present image, Optional<LegacyRecord> over, long epoch, boolean isHint) {

        Origin origin() {
            return over.isPresent() && (!isHint || over.get().isCompared()) ? Origin.CHANGE : Origin.INSERT;
        }

        StepResult write(LegacyStore store) {
            if (over.isEmpty()) {
                return store.insert(image, epoch);
            }
            return isHint
                    ? store.replaceHinted(over.get(), image, epoch)
                    : store.replace(over.get().stamp(), image, epoch);
        }
    }

    private Attempt attempt(Wish wish) {
        OptionalLong epoch;
        LegacyState found;
        try {
            epoch = epochs.steadyEpoch();
            if (epoch.isEmpty()) {
                return answer(FaultOutcomes.outOfDate(what(wish.key())));
            }
            found = LegacyState.read(store, wish.key());
        } catch (RuntimeException e) {
            return answer(FaultOutcomes.beforeAnyStatement(e, what(wish.key())));
        }
        Optional<String> violation = found.violationOf(wish.precondition(), store);
        if (violation.isPresent()) {
            return answer(new WriteOutcome.Conflict(found.recordRevision(), violation.get()));
        }
        return write(draft(wish, found, epoch.getAsLong(), false));
    }

    private Draft draft(Wish wish, LegacyState found, long epoch, boolean isHint) {
        VersionStamp stamp =
                new VersionStamp(found.allocate(epoch), settings.tokens().next());
        return new Draft(
                new Image.Present(wish.key(), stamp, wish.content(), wish.hash()), found.record(), epoch, isHint);
    }

    private Attempt write(Draft draft) {
        StepResult result;
        try {
            result = draft.write(store);
        } catch (RuntimeException e) {
            return answer(becameOf(draft, e));
        }
        // By far most writes, for which no function is made.
        if (result instanceof StepResult.Done) {
            return new Answer(acknowledged(draft));
        }
        return result.fold(
                () -> new Answer(acknowledged(draft)),
                () -> new Again(Cost.COUNTED, overtaken(draft)),
                () -> fenced(draft),
                duplicate -> afterDuplicate(draft.image().key(), duplicate));
    }

    private Attempt fenced(Draft draft) {
        epochs.forget();
        return new Again(Cost.FREE, FaultOutcomes.outOfDate(what(draft.image().key())));
    }

    private LeaderWriteResult acknowledged(Draft draft) {
        try {
            return epochs.confirms(draft.epoch())
                    ? LeaderWriteResult.applied(draft.image(), draft.epoch(), draft.origin())
                    : LeaderWriteResult.withoutImage(
                            FaultOutcomes.notConfirmed(what(draft.image().key())));
        } catch (RuntimeException e) {
            return LeaderWriteResult.withoutImage(
                    FaultOutcomes.unknown(e, what(draft.image().key())));
        }
    }

    /** The outcome of an unanswered statement, decided by the token in the record. */
    private LeaderWriteResult becameOf(Draft draft, RuntimeException thrown) {
        WriteOutcome outcome =
                FaultOutcomes.afterStatement(thrown, what(draft.image().key()));
        if (!(outcome instanceof WriteOutcome.Unknown)) {
            return LeaderWriteResult.withoutImage(outcome);
        }
        try {
            // Only by the token: a reconciler may already have bumped the version.
            return store.read(draft.image().key())
                    .filter(it -> Objects.equals(
                            draft.image().stamp().token(), it.stamp().token()))
                    .map(it -> acknowledged(new Draft(it.image(), draft.over(), draft.epoch(), draft.isHint())))
                    .orElseGet(() -> LeaderWriteResult.withoutImage(outcome));
        } catch (RuntimeException e) {
            thrown.addSuppressed(e);
            return LeaderWriteResult.withoutImage(outcome);
        }
    }

    /** A holder that is about to be deleted does not conflict. */
    private Attempt afterDuplicate(RecordKey key, StepResult.Duplicate duplicate) {
        WriteOutcome rejected = new WriteOutcome.Rejected(
                WriteOutcome.Rejected.Kind.UNIQUE,
                duplicate.constraint(),
                what(key) + " was rejected: another record holds the value of " + duplicate.constraint());
        if (duplicate.holder().isEmpty()) {
            return new Again(Cost.COUNTED, rejected);
        }
        try {
            LegacyState holder = LegacyState.read(store, duplicate.holder().get());
            if (holder.record().isEmpty()) {
                return new Again(Cost.COUNTED, rejected);
            }
            if (!holder.isVictim()) {
                return answer(rejected);
            }
            LegacyTombstone intent = holder.tombstone().orElseThrow();
            DeleteIntentCompletion.Finish ignored =
                    intents.finish(intent, settings.tokens().next());
            return new Again(Cost.FREE, rejected);
        } catch (RuntimeException e) {
            return answer(FaultOutcomes.beforeAnyStatement(e, what(key)));
        }
    }

    private WriteOutcome overtaken(Draft draft) {
        return new WriteOutcome.Conflict(
                draft.over().map(it -> it.toStoredRecord().revision()),
                "other writers were faster " + settings.attempts() + " times");
    }

    private String what(RecordKey key) {
        return "putting " + store.type() + " " + key + " into the legacy store";
    }

    private static Answer answer(WriteOutcome outcome) {
        return answer(LeaderWriteResult.withoutImage(outcome));
    }

    private static Answer answer(LeaderWriteResult written) {
        return new Answer(written);
    }
}
