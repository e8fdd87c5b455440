// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.backfill;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.ContentProblem;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyScanEntry;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.Scan;
import org.stellaops.persistence.value.EncodedSize;

/** Consecutive documents of a scan: the readable ones as records, of the others the first with their reasons. */
final class Batch {

    private final int rejectionLimit;
    private final List<LegacyRecord> records = new ArrayList<>();
    private final List<RejectedRecord> listed = new ArrayList<>();
    private final Map<RecordKey, List<ContentProblem>> problems = new HashMap<>();
    private final Function<LegacyRecord, List<ContentProblem>> examine;
    private Optional<Map<RecordKey, LegacyTombstone>> tombstones = Optional.empty();
    private long bytes;
    private long unreadable;
    private boolean last;

    /** Lists at most so many unreadable documents, and counts them all. */
    private Batch(int rejectionLimit, Function<LegacyRecord, List<ContentProblem>> examine) {
        this.rejectionLimit = rejectionLimit;
        this.examine = examine;
    }

    /** These records, as if a scan ended with them. */
    static Batch of(List<LegacyRecord> records, Function<LegacyRecord, List<ContentProblem>> examine) {
        Batch batch = new Batch(0, examine);
        records.forEach(batch::add);
        batch.last = true;
        return batch;
    }

    /**
     * The next documents of a scan: so many records, or bytes of them, unless the scan ends before.
     *
     * @param examine finds what the target could not hold; asked for each record while it is warm in the processor's caches, which a batch
     *     leaves long before its end
     */
    static Batch of(
            Scan<LegacyScanEntry> scan,
            int records,
            BackfillSettings settings,
            Function<LegacyRecord, List<ContentProblem>> examine) {
        Batch batch = new Batch(settings.rejections(), examine);
        while (batch.records.size() < records && batch.bytes < settings.batchBytes()) {
            if (!scan.hasNext()) {
                batch.last = true;
                return batch;
            }
            batch.add(scan.next());
        }
        return batch;
    }

    private void add(LegacyScanEntry entry) {
        entry.record().ifPresentOrElse(this::add, () -> {
            unreadable++;
            if (listed.size() < rejectionLimit) {
                listed.add(new RejectedRecord(entry.id(), entry.problem().orElse("cannot be read")));
            }
        });
    }

    private void add(LegacyRecord record) {
        List<ContentProblem> found = examine.apply(record);
        if (!found.isEmpty()) {
            problems.put(record.key(), found);
        }
        records.add(record);
        bytes += EncodedSize.rough(record.content());
    }

    /** Keeps the tombstones of the records, which were read after them. */
    @CanIgnoreReturnValue
    Batch with(Map<RecordKey, LegacyTombstone> found) {
        tombstones = Optional.of(found);
        return this;
    }

    Map<RecordKey, LegacyTombstone> tombstones() {
        return tombstones.orElseThrow(() -> new IllegalStateException("the tombstones of the batch were not read"));
    }

    /** What the target could not hold of a record. */
    List<ContentProblem> problemsOf(RecordKey key) {
        return problems.getOrDefault(key, List.of());
    }

    List<LegacyRecord> records() {
        return records;
    }

    List<RejectedRecord> listedUnreadable() {
        return listed;
    }

    long unreadable() {
        return unreadable;
    }

    long size() {
        return records.size() + unreadable;
    }

    /** Whether the scan ended with it. Any other batch ends with a readable record, whose key is where the next one begins. */
    boolean isLast() {
        return last;
    }

    RecordKey reached() {
        return records.get(records.size() - 1).key();
    }
}
