package org.stellaops.persistence.dualwrite.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Tells the first of a row of equal faults from those that only repeat it. Bounded by the number of subjects. */
final class RepeatedFaults {

    private final Map<String, AtomicLong> rows = new ConcurrentHashMap<>();

    /** Notes a fault; whether it is the first of its row. */
    boolean isFirst(String subject) {
        return rows.computeIfAbsent(subject, it -> new AtomicLong()).incrementAndGet() == 1;
    }

    /** Ends the row; how many faults it had. */
    long end(String subject) {
        AtomicLong row = rows.remove(subject);
        return row == null ? 0 : row.get();
    }
}
