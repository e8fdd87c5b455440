// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.backfill;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.backfill.BackfillCounts.Fate;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.settings.Tokens;
import org.stellaops.persistence.entity.ContentProblem;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.CopyAnswer;
import org.stellaops.persistence.spi.CopyChunk;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.StepResult;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.spi.Versions;
import org.stellaops.persistence.value.ContentHash;

/** Sends one batch of records to the target and classifies the outcome of each (3.6). Idempotent. */
final class BatchCopy {

    /** The outcome of one record. */
    record Outcome(Fate fate, Optional<RejectedRecord> rejection) {

        static Outcome of(Fate fate) {
            return new Outcome(fate, Optional.empty());
        }

        static Outcome refused(RecordKey key, String reason) {
            return new Outcome(Fate.REFUSED, Optional.of(new RejectedRecord(key.toString(), reason)));
        }
    }

    /** The epoch in which the batch was read has ended: the batch must be read again. */
    static final class OutOfDateException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        OutOfDateException() {
            super("the epoch in which the batch was read is over");
        }
    }

    private final EntityPair pair;
    private final Tokens tokens;

    BatchCopy(EntityPair pair, Tokens tokens) {
        this.pair = pair;
        this.tokens = tokens;
    }

    /**
     * What became of a batch.
     *
     * @param outcomes in the order of its records
     * @param progressSaved whether the progress was saved with the records
     */
    record Copied(List<Outcome> outcomes, boolean progressSaved) {}

    /** Copies records that were read in this epoch. */
    List<Outcome> copy(List<LegacyRecord> records, long epoch) {
        return copy(prepare(Batch.of(records, this::examine)), epoch, outcomes -> Optional.empty())
                .outcomes();
    }

    /** What the target could not hold of a record; hashes a content that it can, which remembers its hash. */
    List<ContentProblem> examine(LegacyRecord record) {
        List<ContentProblem> found = pair.type().problemsOfHeld(record.key(), record.content());
        if (found.isEmpty()) {
            ContentHash unused = ContentHash.of(record.content());
        }
        return found;
    }

    /** Does the rest of what can be done before a batch is sent: reads tombstones, after the records. */
    Batch prepare(Batch batch) {
        return batch.with(tombstonesOf(batch.records()));
    }

    /**
     * Copies a batch that is prepared, and whose records were read in this epoch.
     *
     * @param progress what to save in the transaction that applies the records if the outcomes are these: every record that is sent is
     *     applied
     */
    Copied copy(Batch batch, long epoch, Function<List<Outcome>, Optional<CopyChunk.Progress>> progress) {
        List<LegacyRecord> records = batch.records();
        Map<RecordKey, Outcome> outcomes = new HashMap<>();
        List<LegacyRecord> sendable = new ArrayList<>(records.size());
        for (LegacyRecord record : records) {
            Optional<Outcome> unsent = withoutSending(record, batch, epoch);
            unsent.ifPresent(it -> outcomes.put(record.key(), it));
            if (unsent.isEmpty()) {
                sendable.add(record);
            }
        }
        boolean saved = !sendable.isEmpty()
                && send(
                        sendable,
                        batch.tombstones(),
                        epoch,
                        outcomes,
                        progress.apply(inOrder(records, outcomes, Outcome.of(Fate.APPLIED))));
        return new Copied(inOrder(records, outcomes, Outcome.of(Fate.LEFT)), saved);
    }

    private static long versionOf(Map<RecordKey, LegacyTombstone> tombstones, RecordKey key) {
        LegacyTombstone tombstone = tombstones.get(key);
        return tombstone == null ? 0 : tombstone.stamp().version();
    }

    private static List<Outcome> inOrder(
            List<LegacyRecord> records, Map<RecordKey, Outcome> outcomes, Outcome ofOthers) {
        return records.stream()
                .map(it -> outcomes.getOrDefault(it.key(), ofOthers))
                .toList();
    }

    /**
     * A record without a pending flag was compared with its tombstone before the flag was cleared, so a tombstone that is missed
     * here is a later one, and pending itself. One with a flag has not been compared (A4).
     */
    private Map<RecordKey, LegacyTombstone> tombstonesOf(List<LegacyRecord> records) {
        Map<Boolean, List<RecordKey>> keys = records.stream()
                .collect(Collectors.partitioningBy(
                        LegacyRecord::isPending, Collectors.mapping(LegacyRecord::key, Collectors.toList())));
        Map<RecordKey, LegacyTombstone> all = new HashMap<>();
        keys.forEach((pending, of) -> {
            if (!of.isEmpty()) {
                all.putAll(
                        pending
                                ? pair.legacy().readTombstones(of)
                                : pair.legacy().knownTombstones(of));
            }
        });
        return all;
    }

    /** Decides what does not depend on the target's answer. */
    private Optional<Outcome> withoutSending(LegacyRecord record, Batch batch, long epoch) {
        List<ContentProblem> problems = batch.problemsOf(record.key());
        long tombstone = versionOf(batch.tombstones(), record.key());
        if (!problems.isEmpty()) {
            return Optional.of(Outcome.refused(
                    record.key(),
                    String.join(
                            "; ",
                            problems.stream().map(ContentProblem::toString).toList())));
        } else if (tombstone > 0 && tombstone >= record.stamp().version()) {
            return Optional.of(
                    record.stamp().isUnversioned() ? stamp(record, tombstone, epoch) : Outcome.of(Fate.LEFT));
        }
        return Optional.empty();
    }

    private boolean send(
            List<LegacyRecord> records,
            Map<RecordKey, LegacyTombstone> tombstones,
            long epoch,
            Map<RecordKey, Outcome> outcomes,
            Optional<CopyChunk.Progress> progress) {
        CopyAnswer copied = pair.target()
                .copy(new CopyChunk(records.stream().map(LegacyRecord::image).toList(), epoch, progress));
        List<ApplyAnswer> answers = copied.answers();
        for (int i = 0; i < records.size(); i++) {
            LegacyRecord record = records.get(i);
            long tombstone = versionOf(tombstones, record.key());
            outcomes.put(record.key(), afterAnswer(record, answers.get(i), tombstone, epoch));
        }
        return copied.progressSaved();
    }

    private Outcome afterAnswer(LegacyRecord record, ApplyAnswer answer, long tombstone, long epoch) {
        return answer.fold(
                applied -> replicated(record, Fate.APPLIED),
                same -> replicated(record, Fate.SAME),
                differs -> record.stamp().isUnversioned()
                        ? stamp(record, Math.max(differs.held().version(), tombstone), epoch)
                        : Outcome.of(Fate.LEFT),
                stale -> record.stamp().isUnversioned()
                        ? stamp(record, Math.max(stale.held().version(), tombstone), epoch)
                        : Outcome.of(record.isPending() ? Fate.LEFT : Fate.STALE),
                outOfDate -> {
                    throw new OutOfDateException();
                },
                violates -> violated(record, violates, tombstone, epoch),
                refused -> Outcome.refused(record.key(), refused.reason()));
    }

    private Outcome replicated(LegacyRecord record, Fate fate) {
        if (record.isPending()) {
            pair.legacy().clearPending(record.key(), record.stamp());
        }
        return Outcome.of(fate);
    }

    /**
     * The pending flag makes the reconciler send it, which can evict the holder; until then the record is missing on
     * the target.
     */
    private Outcome violated(LegacyRecord record, ApplyAnswer.Violates answer, long tombstone, long epoch) {
        if (record.stamp().isUnversioned()) {
            // Whether it still was as it was read: if not, whoever changed it gave it a stamp.
            Outcome unused = stamp(record, tombstone, epoch);
        }
        return Outcome.refused(
                record.key(),
                "the unique key " + answer.constraint() + " of the target is held"
                        + answer.holder().map(it -> " by " + it.key()).orElse(" by another record")
                        + "; the reconciler tries it again");
    }

    /** With a pending flag, the reconciler replicates the record like any other, at a version above the target's. */
    private Outcome stamp(LegacyRecord record, long above, long epoch) {
        VersionStamp given = new VersionStamp(Versions.allocate(epoch, above), tokens.next());
        StepResult result = pair.legacy().stamp(record.key(), given, ContentHash.of(record.content()), epoch);
        if (result instanceof StepResult.Fenced) {
            throw new OutOfDateException();
        }
        return Outcome.of(result.isDone() ? Fate.LEFT : Fate.STALE);
    }
}
