package org.stellaops.persistence.dualwrite.backfill;

import java.util.ArrayList;
import java.util.List;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.spi.LegacyRecord;

/** What was read since the last checkpoint: records to send, and documents that nobody can read. */
final class Batch {

    private final int refusalLimit;
    private final List<LegacyRecord> records = new ArrayList<>();
    private final List<Refusal> listed = new ArrayList<>();
    private long unreadable;

    /** A batch that lists at most this many unreadable documents, and counts them all. */
    Batch(int refusalLimit) {
        this.refusalLimit = refusalLimit;
    }

    void add(LegacyRecord record) {
        records.add(record);
    }

    void add(Refusal refusal) {
        unreadable++;
        if (listed.size() < refusalLimit) {
            listed.add(refusal);
        }
    }

    List<LegacyRecord> records() {
        return records;
    }

    List<Refusal> listedUnreadable() {
        return listed;
    }

    long unreadable() {
        return unreadable;
    }

    long size() {
        return records.size() + unreadable;
    }

    RecordKey last() {
        return records.get(records.size() - 1).key();
    }
}
