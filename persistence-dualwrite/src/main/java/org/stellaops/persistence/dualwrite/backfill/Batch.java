// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.backfill;

import java.util.ArrayList;
import java.util.List;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyScanEntry;
import org.stellaops.persistence.spi.Scan;
import org.stellaops.persistence.value.EncodedSize;

/** Consecutive documents of a scan: the readable ones as records, of the others the first with their reasons. */
final class Batch {

    private final int rejectionLimit;
    private final List<LegacyRecord> records = new ArrayList<>();
    private final List<RejectedRecord> listed = new ArrayList<>();
    private long bytes;
    private long unreadable;
    private boolean last;

    /** Lists at most so many unreadable documents, and counts them all. */
    private Batch(int rejectionLimit) {
        this.rejectionLimit = rejectionLimit;
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
        bytes += EncodedSize.bson(record.content());
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
