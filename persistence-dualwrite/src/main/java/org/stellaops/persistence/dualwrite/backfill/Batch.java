// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.backfill;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private Optional<Preparation> preparation = Optional.empty();
    private long bytes;
    private long unreadable;
    private boolean last;

    /** Lists at most so many unreadable documents, and counts them all. */
    private Batch(int rejectionLimit) {
        this.rejectionLimit = rejectionLimit;
    }

    /** These records, as if a scan ended with them. */
    static Batch of(List<LegacyRecord> records) {
        Batch batch = new Batch(0);
        records.forEach(batch::add);
        batch.last = true;
        return batch;
    }

    /** The next documents of a scan: so many records, or bytes of them, unless the scan ends before. */
    static Batch of(Scan<LegacyScanEntry> scan, int records, BackfillSettings settings) {
        Batch batch = new Batch(settings.rejections());
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
        records.add(record);
        bytes += EncodedSize.rough(record.content());
    }

    /**
     * What was found out about the records before they are sent.
     *
     * @param tombstones those of the records, read after them
     * @param problems what the target could not hold, by key
     */
    record Preparation(Map<RecordKey, LegacyTombstone> tombstones, Map<RecordKey, List<ContentProblem>> problems) {}

    /** Keeps what was found out. */
    @CanIgnoreReturnValue
    Batch with(Preparation found) {
        preparation = Optional.of(found);
        return this;
    }

    Preparation preparation() {
        return preparation.orElseThrow(() -> new IllegalStateException("the batch was not prepared"));
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
