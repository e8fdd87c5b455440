package org.stellaops.persistence.dualwrite.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Distinguishes the first of consecutive equal faults from its repetitions. Bounded by the number of subjects. */
final class RepeatedFaults {

    private final Map<String, AtomicLong> rows = new ConcurrentHashMap<>();

    /** Records a fault; returns whether it is the first of its series. */
    boolean isFirst(String subject) {
        return rows.computeIfAbsent(subject, it -> new AtomicLong()).incrementAndGet() == 1;
    }

    /** Ends the series; returns how many faults it had. */
    long end(String subject) {
        AtomicLong row = rows.remove(subject);
        return row == null ? 0 : row.get();
    }
}
