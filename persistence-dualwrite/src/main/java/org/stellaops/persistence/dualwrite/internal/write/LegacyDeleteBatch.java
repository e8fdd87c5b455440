// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.write;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.stellaops.persistence.Fault;
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

/**
 * Many deletes from a leading legacy store in few round trips (3.7): the intents of all, then all victims. Only records that have a
 * version and no pending tombstone are deleted so; all others alone.
 */
public final class LegacyDeleteBatch {

    private final LegacyStore store;
    private final EpochView epochs;
    private final ProtocolSettings settings;
    private final LegacyDelete alone;

    /** Deletes from this store, in the epochs of its control record. */
    public LegacyDeleteBatch(LegacyStore store, EpochView epochs, ProtocolSettings settings) {
        this.store = store;
        this.epochs = epochs;
        this.settings = settings;
        this.alone = new LegacyDelete(store, epochs, settings);
    }

    private record Draft(VersionStamp victim, LegacyTombstone intent, Optional<VersionStamp> over) {

        RecordKey key() {
            return intent.key();
        }
    }

    /** Makes deletes of distinct keys. */
    public Map<RecordKey, LeaderWriteResult> delete(List<RecordWrite.Delete> deletes) {
        Map<RecordKey, LeaderWriteResult> results = deletes.size() < 2 ? new HashMap<>() : together(deletes);
        for (RecordWrite.Delete delete : deletes) {
            results.computeIfAbsent(delete.key(), key -> alone.delete(key, delete.precondition()));
        }
        return results;
    }

    private Map<RecordKey, LeaderWriteResult> together(List<RecordWrite.Delete> deletes) {
        Map<RecordKey, LeaderWriteResult> results = new HashMap<>();
        long epoch;
        List<Draft> drafts;
        try {
            OptionalLong steady = epochs.steadyEpoch();
            if (steady.isEmpty()) {
                return results;
            }
            epoch = steady.getAsLong();
            drafts = drafts(deletes, epoch);
        } catch (RuntimeException e) {
            String what = what(deletes.size());
            return BatchFaults.allOrAlone(
                    deletes.stream().map(RecordWrite.Delete::key).toList(),
                    e,
                    what,
                    FaultOutcomes.beforeAnyStatement(e, what));
        }
        List<Draft> intended = new ArrayList<>();
        List<Draft> first = drafts.stream().filter(it -> it.over().isEmpty()).toList();
        List<Draft> again = drafts.stream().filter(it -> it.over().isPresent()).toList();
        intend(
                first,
                results,
                intended,
                () -> store.insertTombstones(first.stream().map(Draft::intent).toList()));
        intend(
                again,
                results,
                intended,
                () -> store.replaceTombstones(again.stream()
                        .map(it ->
                                new LegacyStore.TombstoneReplacement(it.over().orElseThrow(), it.intent()))
                        .toList()));
        execute(intended, epoch, results);
        return results;
    }

    private List<Draft> drafts(List<RecordWrite.Delete> deletes, long epoch) {
        List<RecordKey> keys = deletes.stream().map(RecordWrite.Delete::key).toList();
        // Records first, tombstones second (A5).
        Map<RecordKey, LegacyRecord> records = BatchRead.of(store, keys);
        Map<RecordKey, LegacyTombstone> tombstones = store.readTombstones(records.keySet());
        List<Draft> drafts = new ArrayList<>();
        for (RecordWrite.Delete delete : deletes) {
            LegacyRecord record = records.get(delete.key());
            Optional<LegacyTombstone> tombstone = Optional.ofNullable(tombstones.get(delete.key()));
            if (record != null
                    && !record.stamp().isUnversioned()
                    && tombstone.filter(LegacyTombstone::isPending).isEmpty()
                    && delete.precondition()
                            .violationBy(store.type(), Optional.of(record.toStoredRecord()))
                            .isEmpty()) {
                drafts.add(draft(record.stamp(), delete.key(), tombstone, epoch));
            }
        }
        return drafts;
    }

    private Draft draft(VersionStamp victim, RecordKey key, Optional<LegacyTombstone> tombstone, long epoch) {
        Optional<VersionStamp> over = tombstone.map(LegacyTombstone::stamp);
        VersionStamp stamp = new VersionStamp(
                Versions.allocate(
                        epoch, victim.version(), over.map(VersionStamp::version).orElse(0L)),
                settings.tokens().next());
        return new Draft(
                victim,
                new LegacyTombstone(key, stamp, Optional.of(victim), OptionalLong.of(epoch), Optional.empty()),
                over);
    }

    private void intend(
            List<Draft> drafts,
            Map<RecordKey, LeaderWriteResult> results,
            List<Draft> intended,
            Supplier<List<StepResult>> statement) {
        if (drafts.isEmpty()) {
            return;
        }
        List<StepResult> steps;
        try {
            steps = statement.get();
        } catch (RuntimeException e) {
            String what = what(drafts.size());
            List<RecordKey> keys = drafts.stream().map(Draft::key).toList();
            results.putAll(BatchFaults.allOrAlone(keys, e, what, FaultOutcomes.afterStatement(e, what)));
            return;
        }
        for (int i = 0; i < drafts.size(); i++) {
            if (steps.get(i).isDone()) {
                intended.add(drafts.get(i));
            } else if (steps.get(i) instanceof StepResult.Untold) {
                results.put(drafts.get(i).key(), unknown(overtaken(drafts.size())));
            } else if (steps.get(i) instanceof StepResult.Fenced) {
                epochs.forget();
            }
        }
    }

    private void execute(List<Draft> intended, long epoch, Map<RecordKey, LeaderWriteResult> results) {
        if (intended.isEmpty()) {
            return;
        }
        try {
            long deleted = store.deleteAll(intended.stream()
                    .map(it -> new Image.Tombstone(it.key(), it.victim()))
                    .toList());
            List<Draft> done = deleted == intended.size() ? intended : settled(intended, results);
            boolean isConfirmed = epochs.confirms(epoch);
            done.forEach(it -> results.put(
                    it.key(),
                    isConfirmed
                            ? LeaderWriteResult.applied(it.intent().image(), epoch, Origin.CHANGE)
                            : LeaderWriteResult.withoutImage(FaultOutcomes.notConfirmed(what(1)))));
        } catch (RuntimeException e) {
            Fault fault = FaultOutcomes.of(e, what(intended.size()));
            intended.forEach(it -> results.putIfAbsent(it.key(), unknown(fault)));
        }
    }

    /**
     * Some victim was gone already. Where the record is absent and the own intent stands unclaimed, nobody else can have deleted it:
     * another delete would have finished or replaced the intent first. A record that still has the victim's token was given a higher
     * version meanwhile, which the intent does not name; it is deleted alone.
     */
    private List<Draft> settled(List<Draft> intended, Map<RecordKey, LeaderWriteResult> results) {
        List<RecordKey> keys = intended.stream().map(Draft::key).toList();
        Map<RecordKey, LegacyRecord> records = BatchRead.of(store, keys);
        List<Draft> done = new ArrayList<>();
        Map<RecordKey, LegacyTombstone> tombstones = store.readTombstones(keys);
        for (Draft draft : intended) {
            Optional<LegacyRecord> record = Optional.ofNullable(records.get(draft.key()));
            boolean isUnclaimed = Optional.ofNullable(tombstones.get(draft.key()))
                    .filter(it -> it.stamp().equals(draft.intent().stamp())
                            && it.claimedBy().isEmpty())
                    .isPresent();
            if (record.isEmpty() && isUnclaimed && !store.exists(draft.key())) {
                done.add(draft);
            } else if (record.filter(it ->
                            Objects.equals(it.stamp().token(), draft.victim().token()))
                    .isEmpty()) {
                results.put(draft.key(), unknown(overtaken(intended.size())));
            }
        }
        return done;
    }

    private static LeaderWriteResult unknown(Fault fault) {
        return LeaderWriteResult.withoutImage(new WriteOutcome.Unknown(fault));
    }

    private Fault overtaken(int deletes) {
        return new Fault(
                Fault.Kind.NO_ANSWER,
                "one of " + deletes + " deletes of " + store.type()
                        + " came at the same moment as another write of its key; read the record");
    }

    private String what(int deletes) {
        return "deleting " + deletes + " records of " + store.type() + " from the legacy store";
    }
}
