// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.write;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.Revision;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.write.DeleteIntentCompletion.Finish;
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
import org.stellaops.persistence.spi.Versions;

/** Deletes a record from a leading legacy store (3.2, up to the acknowledgement). Safe for concurrent use. */
public final class LegacyDelete {

    private static final int READS_OF_NOTE = 3;

    private final LegacyStore store;
    private final EpochView epochs;
    private final ProtocolSettings settings;
    private final DeleteIntentCompletion intents;

    /** Deletes from this store, in the epochs of its control record. */
    public LegacyDelete(LegacyStore store, EpochView epochs, ProtocolSettings settings) {
        this.store = store;
        this.epochs = epochs;
        this.settings = settings;
        this.intents = new DeleteIntentCompletion(store);
    }

    /** Deletes the record if the precondition holds. */
    public LeaderWriteResult delete(RecordKey key, Precondition precondition) {
        return new Run(key, precondition).run();
    }

    /** One delete. Once its intent is written, a failure is never {@code NotApplied}. */
    private final class Run {

        private final RecordKey key;
        private final Precondition precondition;
        private final String what;
        private boolean intentWritten;

        private Run(RecordKey key, Precondition precondition) {
            this.key = key;
            this.precondition = precondition;
            this.what = "deleting " + store.type() + " " + key + " from the legacy store";
        }

        private LeaderWriteResult run() {
            return onHints().orElseGet(() -> RetryLoop.run(settings.attempts(), this::attempt));
        }

        /**
         * One attempt that is not counted, on what some earlier moment had and a majority had: a victim that was gone then is gone for
         * good. Only what took effect, or may have, says anything.
         */
        private Optional<LeaderWriteResult> onHints() {
            Attempt attempt;
            try {
                OptionalLong epoch = epochs.steadyEpoch();
                Optional<LegacyRecord> record = epoch.isEmpty() ? Optional.empty() : store.hint(key);
                if (record.isEmpty() || !isDeletable(record.get())) {
                    return Optional.empty();
                }
                Optional<LegacyTombstone> tombstone = store.hintTombstone(key);
                if (tombstone.filter(LegacyTombstone::isPending).isPresent()) {
                    return Optional.empty();
                }
                attempt = intend(record.get().stamp(), tombstone, epoch.getAsLong());
            } catch (RuntimeException e) {
                return FaultOutcomes.withoutHint(e, what);
            }
            return attempt instanceof Answer it ? Optional.of(it.written()) : Optional.empty();
        }

        private boolean isDeletable(LegacyRecord hint) {
            return !hint.stamp().isUnversioned()
                    && precondition
                            .violationBy(store.type(), Optional.of(hint.toStoredRecord()))
                            .isEmpty();
        }

        private Attempt attempt() {
            OptionalLong epoch;
            LegacyState found;
            try {
                epoch = epochs.steadyEpoch();
                if (epoch.isEmpty()) {
                    return answer(FaultOutcomes.outOfDate(what));
                }
                found = LegacyState.read(store, key);
            } catch (RuntimeException e) {
                return answer(
                        intentWritten ? FaultOutcomes.unknown(e, what) : FaultOutcomes.beforeAnyStatement(e, what));
            }
            Optional<String> violation = found.violationOf(precondition, store);
            if (violation.isPresent()) {
                return answer(new WriteOutcome.Conflict(found.recordRevision(), violation.get()));
            }
            if (found.record().isEmpty()) {
                return answer(FaultOutcomes.absent(what));
            }
            return remove(found.record().get(), found, epoch.getAsLong());
        }

        private Attempt remove(LegacyRecord record, LegacyState found, long epoch) {
            try {
                Optional<LegacyTombstone> unfinished = found.tombstone().filter(LegacyTombstone::isPending);
                if (unfinished.isPresent()) {
                    Finish finish =
                            intents.finish(unfinished.get(), settings.tokens().next());
                    if (finish != Finish.GONE) {
                        return new Again(finish == Finish.DELETED ? Cost.FREE : Cost.COUNTED, overtaken(record));
                    }
                }
                Optional<VersionStamp> victim = stamped(record, found, epoch);
                return victim.isEmpty() ? refused(record) : intend(victim.get(), found.tombstone(), epoch);
            } catch (RuntimeException e) {
                // Neither completing another delete nor versioning the record deletes it.
                return answer(
                        intentWritten ? FaultOutcomes.unknown(e, what) : FaultOutcomes.beforeAnyStatement(e, what));
            }
        }

        /** A record that the library has never written gets a token first, so that the intent can name it (3.6). */
        private Optional<VersionStamp> stamped(LegacyRecord record, LegacyState found, long epoch) {
            if (!record.stamp().isUnversioned()) {
                return Optional.of(record.stamp());
            }
            VersionStamp given =
                    new VersionStamp(found.allocate(epoch), settings.tokens().next());
            return store.stamp(key, given, record.image().hash(), epoch).isDone()
                    ? Optional.of(given)
                    : Optional.empty();
        }

        private Attempt intend(VersionStamp victim, Optional<LegacyTombstone> replaced, long epoch) {
            long over = replaced.map(it -> it.stamp().version()).orElse(0L);
            VersionStamp stamp = new VersionStamp(
                    Versions.allocate(epoch, victim.version(), over),
                    settings.tokens().next());
            LegacyTombstone intent =
                    new LegacyTombstone(key, stamp, Optional.of(victim), OptionalLong.of(epoch), Optional.empty());
            StepResult result;
            try {
                result = replaced.map(it -> store.replaceTombstone(it.stamp(), intent))
                        .orElseGet(() -> store.insertTombstone(intent));
            } catch (RuntimeException e) {
                return answer(intentWritten ? FaultOutcomes.unknown(e, what) : FaultOutcomes.afterStatement(e, what));
            }
            if (result.isDone()) {
                intentWritten = true;
                return execute(intent, victim, epoch);
            } else if (result instanceof StepResult.Fenced) {
                epochs.forget();
                return new Again(Cost.FREE, FaultOutcomes.outOfDate(what));
            }
            return new Again(Cost.COUNTED, overtaken(Revision.of(victim)));
        }

        private Attempt execute(LegacyTombstone intent, VersionStamp victim, long epoch) {
            try {
                return store.delete(key, victim)
                        ? acknowledged(intent.image(), epoch)
                        : withoutVictim(intent.image(), victim, epoch);
            } catch (RuntimeException e) {
                return answer(FaultOutcomes.unknown(e, what));
            }
        }

        private Attempt acknowledged(Image.Tombstone image, long epoch) {
            return epochs.confirms(epoch)
                    ? new Answer(LeaderWriteResult.applied(image, epoch, LeaderWriteResult.Origin.CHANGE))
                    : answer(FaultOutcomes.notConfirmed(what));
        }

        /**
         * Whoever completed the intent replicates it, or the reconciler does. It is not sent from here: its version may have been
         * bumped over a record that came after the delete, and that record would be deleted on the follower.
         */
        private Attempt acknowledgedFor(LegacyTombstone executed, long epoch) {
            return epochs.confirms(epoch)
                    ? answer(new WriteOutcome.Applied(Revision.of(executed.stamp())))
                    : answer(FaultOutcomes.notConfirmed(what));
        }

        /**
         * The victim is gone. Unclaimed: another writer came first, and this intent has no further effect. Claimed: whoever
         * claimed it notes that it deleted the victim, if it did, a statement after the delete: so the note is looked for more
         * than once.
         */
        private Attempt withoutVictim(Image.Tombstone intent, VersionStamp victim, long epoch) {
            for (int reads = 0; reads < READS_OF_NOTE; reads++) {
                Optional<LegacyTombstone> now = store.readTombstone(key)
                        .filter(it -> Objects.equals(
                                it.stamp().token(), intent.stamp().token()));
                if (now.isEmpty()) {
                    break;
                } else if (now.get().executed()) {
                    return acknowledgedFor(now.get(), epoch);
                } else if (now.get().claimedBy().isEmpty() && now.get().stamp().equals(intent.stamp())) {
                    return new Again(Cost.COUNTED, overtaken(Revision.of(victim)));
                }
            }
            return answer(new WriteOutcome.Unknown(new Fault(
                    Fault.Kind.NO_ANSWER,
                    what + " may have been completed by another process on its behalf; read the record")));
        }

        private Attempt refused(LegacyRecord record) {
            // Fenced or overtaken: the next read shows which.
            epochs.forget();
            return new Again(Cost.COUNTED, overtaken(record));
        }

        private WriteOutcome overtaken(LegacyRecord record) {
            return overtaken(record.toStoredRecord().revision());
        }

        private WriteOutcome overtaken(Revision found) {
            return new WriteOutcome.Conflict(
                    Optional.of(found), "other writers were faster " + settings.attempts() + " times");
        }
    }

    private static Answer answer(WriteOutcome outcome) {
        return new Answer(LeaderWriteResult.withoutImage(outcome));
    }
}
