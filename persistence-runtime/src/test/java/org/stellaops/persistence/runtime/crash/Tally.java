// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** How many calls got which answer. Safe for concurrent use. */
final class Tally {

    static final String ACKNOWLEDGED = "acknowledged";
    static final String UNKNOWN = "unknown";
    static final String UNANSWERED = "unanswered";
    static final String CONFLICT = "conflict";
    static final String REFUSED = "refused";
    static final String FOUND = "found";
    /** What {@link RecordedCalls} counts where a write was refused because the lead moves, or has moved. */
    static final String OUT_OF_DATE = "answer not-applied OUT_OF_DATE";

    static final String DISK_FULL = "disk-full-answers";
    /** Answers that the library may not give: an exception, a defect, a rejection of a good value. */
    static final String BROKEN = "broken";

    static final String STAGE_EDITS = "stage-edits";
    static final String QUERIES = "queries";
    static final String QUERIED = "queried-keys";
    static final String UNIQUE = "unique-rejections";
    static final String NOT_SERVED = "type-not-served";

    private final Map<String, LongAdder> counts = new ConcurrentSkipListMap<>();

    void count(String what, long howOften) {
        counts.computeIfAbsent(what, it -> new LongAdder()).add(howOften);
    }

    void count(String what) {
        counts.computeIfAbsent(what, it -> new LongAdder()).increment();
    }

    long of(String what) {
        LongAdder count = counts.get(what);
        return count == null ? 0 : count.sum();
    }

    /** Adds what another counted. */
    void add(Tally other) {
        other.counts.forEach((what, count) ->
                counts.computeIfAbsent(what, it -> new LongAdder()).add(count.sum()));
    }

    /** Every count whose name begins so, in the order of names. */
    String describe(String prefix) {
        StringBuilder all = new StringBuilder();
        counts.forEach((what, count) -> {
            if (what.startsWith(prefix)) {
                all.append(all.isEmpty() ? "" : ",")
                        .append(what.substring(prefix.length()))
                        .append(':')
                        .append(count.sum());
            }
        });
        return all.isEmpty() ? "none" : all.toString();
    }
}
