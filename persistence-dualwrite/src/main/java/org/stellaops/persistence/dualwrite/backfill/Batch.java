// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.backfill;

import java.util.ArrayList;
import java.util.List;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.spi.LegacyRecord;

/** What was read since the last checkpoint: records to send, and unreadable documents. */
final class Batch {

    private final int rejectionLimit;
    private final List<LegacyRecord> records = new ArrayList<>();
    private final List<RejectedRecord> listed = new ArrayList<>();
    private long unreadable;

    /** A batch that lists at most this many unreadable documents, and counts them all. */
    Batch(int rejectionLimit) {
        this.rejectionLimit = rejectionLimit;
    }

    void add(LegacyRecord record) {
        records.add(record);
    }

    void add(RejectedRecord rejection) {
        unreadable++;
        if (listed.size() < rejectionLimit) {
            listed.add(rejection);
        }
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

    RecordKey last() {
        return records.get(records.size() - 1).key();
    }
}
