// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.write;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.write.LeaderWriteResult.Origin;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.RecordWrite;
import org.stellaops.persistence.spi.StepResult;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.spi.Versions;
import org.stellaops.persistence.value.ContentHash;

/**
 * Many puts into a leading legacy store in few round trips (3.7). What is read here is a hint: only a statement that took effect is
 * an answer, and every put without one is made alone.
 */
public final class LegacyPutBatch {

    private final LegacyStore store;
    private final EpochView epochs;
    private final ProtocolSettings settings;
    private final LegacyPut alone;

    /** Puts into this store, in the epochs of its control record. */
    public LegacyPutBatch(LegacyStore store, EpochView epochs, ProtocolSettings settings) {
        this.store = store;
        this.epochs = epochs;
        this.settings = settings;
        this.alone = new LegacyPut(store, epochs, settings);
    }

    private record Draft(RecordWrite.Put put, Image.Present image, Optional<LegacyRecord> over) {

        RecordKey key() {
            return put.key();
        }

        Origin origin() {
            return over.filter(LegacyRecord::isCompared).isPresent() ? Origin.CHANGE : Origin.INSERT;
        }

        boolean isOwn(LegacyRecord now) {
            return Objects.equals(now.stamp().token(), image.stamp().token());
        }

        /** Tokens do not come back: a record that still has this one was not replaced. */
        boolean isStillAsRead(LegacyRecord now) {
            return over.filter(it -> !it.stamp().isUnversioned()
                            && Objects.equals(it.stamp().token(), now.stamp().token()))
                    .isPresent();
        }

        LegacyStore.Replacement replacement() {
            return new LegacyStore.Replacement(
                    over.orElseThrow(),
                    image,
                    put.precondition() instanceof Precondition.None
                            ? LegacyStore.IfGone.INSERT
                            : LegacyStore.IfGone.LEAVE);
        }
    }

    /** Makes puts of distinct keys. */
    public Map<RecordKey, LeaderWriteResult> put(List<RecordWrite.Put> puts) {
        Map<RecordKey, LeaderWriteResult> results = puts.size() < 2 ? new HashMap<>() : together(puts);
        for (RecordWrite.Put put : puts) {
            results.computeIfAbsent(put.key(), key -> alone.put(key, put.content(), put.precondition()));
        }
        return results;
    }

    private Map<RecordKey, LeaderWriteResult> together(List<RecordWrite.Put> puts) {
        Map<RecordKey, LeaderWriteResult> results = new HashMap<>();
        long epoch;
        List<Draft> drafts;
        try {
            OptionalLong steady = epochs.steadyEpoch();
            if (steady.isEmpty()) {
                return results;
            }
            epoch = steady.getAsLong();
            drafts = drafts(puts, epoch);
        } catch (RuntimeException e) {
            String what = what(puts.size());
            return BatchFaults.allOrAlone(
                    puts.stream().map(RecordWrite.Put::key).toList(),
                    e,
                    what,
                    FaultOutcomes.beforeAnyStatement(e, what));
        }
        List<Draft> inserts = drafts.stream().filter(it -> it.over().isEmpty()).toList();
        List<Draft> changes =
                drafts.stream().filter(it -> it.over().isPresent()).toList();
        Batch batch = new Batch(epoch, results);
        batch.write(
                inserts,
                () -> store.insertAll(inserts.stream().map(Draft::image).toList(), epoch));
        batch.write(
                changes,
                () -> store.replaceAll(changes.stream().map(Draft::replacement).toList(), epoch));
        return results;
    }

    private List<Draft> drafts(List<RecordWrite.Put> puts, long epoch) {
        List<RecordKey> keys = puts.stream().map(RecordWrite.Put::key).toList();
        Map<RecordKey, LegacyRecord> records = BatchRead.of(store, keys);
        // A record that was compared stands above its tombstone; that of any other only keeps versions from coming
        // back.
        Map<RecordKey, LegacyTombstone> tombstones = store.knownTombstones(keys.stream()
                .filter(it -> !records.containsKey(it) || !records.get(it).isCompared())
                .toList());
        List<Draft> drafts = new ArrayList<>();
        for (RecordWrite.Put put : puts) {
            LegacyState hint = new LegacyState(
                    Optional.ofNullable(records.get(put.key())), Optional.ofNullable(tombstones.get(put.key())));
            if (hint.violationOf(put.precondition(), store).isEmpty()) {
                VersionStamp stamp = new VersionStamp(
                        Versions.allocate(epoch, hint.recordVersion(), hint.tombstoneVersion()),
                        settings.tokens().next());
                Image.Present image = new Image.Present(put.key(), stamp, put.content(), ContentHash.of(put.content()));
                drafts.add(new Draft(put, image, hint.record()));
            }
        }
        return drafts;
    }

    /** The results of one batch. */
    private final class Batch {

        private final long epoch;
        private final Map<RecordKey, LeaderWriteResult> results;

        private Batch(long epoch, Map<RecordKey, LeaderWriteResult> results) {
            this.epoch = epoch;
            this.results = results;
        }

        private void write(List<Draft> drafts, Supplier<List<StepResult>> statement) {
            if (drafts.isEmpty()) {
                return;
            }
            List<StepResult> steps;
            try {
                steps = statement.get();
            } catch (RuntimeException e) {
                String what = what(drafts.size());
                if (FaultOutcomes.of(e, what).mayHaveHappened()) {
                    settle(drafts, FaultOutcomes.of(e, what), (draft, now) -> false);
                } else {
                    List<RecordKey> keys = drafts.stream().map(Draft::key).toList();
                    results.putAll(BatchFaults.allOrAlone(keys, e, what, FaultOutcomes.afterStatement(e, what)));
                }
                return;
            }
            List<Draft> untold = new ArrayList<>();
            for (int i = 0; i < drafts.size(); i++) {
                take(drafts.get(i), steps.get(i), untold);
            }
            settle(untold, overtaken(drafts.size()), Draft::isStillAsRead);
        }

        private void take(Draft draft, StepResult step, List<Draft> untold) {
            if (step.isDone()) {
                acknowledge(draft, draft.image(), step instanceof StepResult.Inserted ? Origin.INSERT : draft.origin());
            } else if (step instanceof StepResult.Untold) {
                untold.add(draft);
            } else if (step instanceof StepResult.Fenced) {
                epochs.forget();
            }
        }

        /**
         * The own token in a record proves that its put took effect. One that certainly did not is left to be made alone; of any other
         * nobody knows.
         */
        private void settle(List<Draft> drafts, Fault otherwise, BiPredicate<Draft, LegacyRecord> certainlyNot) {
            if (drafts.isEmpty()) {
                return;
            }
            Map<RecordKey, LegacyRecord> found;
            try {
                found = BatchRead.of(store, drafts.stream().map(Draft::key).toList());
            } catch (RuntimeException e) {
                // Nothing was found out: all of them are unknown.
                found = Map.of();
            }
            for (Draft draft : drafts) {
                Optional<LegacyRecord> now = Optional.ofNullable(found.get(draft.key()));
                if (now.filter(draft::isOwn).isPresent()) {
                    acknowledge(draft, now.get().image(), Origin.INSERT);
                } else if (now.filter(it -> certainlyNot.test(draft, it)).isEmpty()) {
                    results.put(draft.key(), LeaderWriteResult.withoutImage(new WriteOutcome.Unknown(otherwise)));
                }
            }
        }

        private void acknowledge(Draft draft, Image.Present image, Origin origin) {
            results.put(draft.key(), acknowledged(image, epoch, origin));
        }
    }

    private LeaderWriteResult acknowledged(Image.Present image, long epoch, Origin origin) {
        String what = "putting " + store.type() + " " + image.key() + " into the legacy store";
        try {
            return epochs.confirms(epoch)
                    ? LeaderWriteResult.applied(image, epoch, origin)
                    : LeaderWriteResult.withoutImage(FaultOutcomes.notConfirmed(what));
        } catch (RuntimeException e) {
            return LeaderWriteResult.withoutImage(FaultOutcomes.unknown(e, what));
        }
    }

    private String what(int puts) {
        return "putting " + puts + " records of " + store.type() + " into the legacy store";
    }

    private Fault overtaken(int drafts) {
        return new Fault(
                Fault.Kind.NO_ANSWER,
                "one of " + drafts + " puts of " + store.type()
                        + " came at the same moment as another write of its key; read the record");
    }
}
