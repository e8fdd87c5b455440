// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.metrics;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Tells the first of a row of equal faults from those that only repeat it. A fault of another kind is news, too: what an outage
 * turns into must not be hidden behind it. Bounded by the number of subjects and kinds.
 */
final class RepeatedFaults {

    private record Row(AtomicLong faults, Set<String> kinds) {}

    private final Map<String, Row> rows = new ConcurrentHashMap<>();

    /** Records a fault; returns whether it is the first of its series. */
    boolean isFirst(String subject) {
        return isFirst(subject, "");
    }

    /** Notes a fault; whether it is the first of its kind in its row. */
    boolean isFirst(String subject, String kind) {
        Row row = rows.computeIfAbsent(subject, it -> new Row(new AtomicLong(), ConcurrentHashMap.newKeySet()));
        row.faults().incrementAndGet();
        return row.kinds().add(kind);
    }

    /** Ends the series; returns how many faults it had. */
    @CanIgnoreReturnValue
    long end(String subject) {
        Row row = rows.remove(subject);
        return row == null ? 0 : row.faults().get();
    }
}
