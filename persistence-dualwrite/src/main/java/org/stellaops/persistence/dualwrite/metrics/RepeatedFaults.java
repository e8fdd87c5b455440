// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.metrics;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Tells the first of a row of equal faults from those that only repeat it. A fault of another kind is news, too: what an outage
 * turns into must not be hidden behind it. Bounded by the number of subjects and kinds.
 */
final class RepeatedFaults {

    private record Row(AtomicLong faults, AtomicLong last, Set<String> kinds) {}

    private final Map<String, Row> rows = new ConcurrentHashMap<>();
    private final LongSupplier ticker;

    /**
     * No faults so far.
     *
     * @param ticker counts nanoseconds
     */
    RepeatedFaults(LongSupplier ticker) {
        this.ticker = ticker;
    }

    /** Records a fault; returns whether it is the first of its series. */
    boolean isFirst(String subject) {
        return isFirst(subject, "");
    }

    /** Notes a fault; whether it is the first of its kind in its row. */
    boolean isFirst(String subject, String kind) {
        Row row = rows.computeIfAbsent(
                subject, it -> new Row(new AtomicLong(), new AtomicLong(), ConcurrentHashMap.newKeySet()));
        row.faults().incrementAndGet();
        row.last().set(ticker.getAsLong());
        return row.kinds().add(kind);
    }

    /** Whether no series goes on. */
    boolean areNone() {
        return rows.isEmpty();
    }

    /** Ends the series; returns how many faults it had. */
    @CanIgnoreReturnValue
    long end(String subject) {
        Row row = rows.remove(subject);
        return row == null ? 0 : row.faults().get();
    }

    /** Ends the series if its last fault is so long ago, so that what comes and goes by the millisecond is one series. */
    long endAfter(Duration calm, String subject) {
        Row row = rows.get(subject);
        return row == null || ticker.getAsLong() - row.last().get() < calm.toNanos() ? 0 : end(subject);
    }
}
