// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.vitals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How long calls took, counted in classes of which each is a quarter longer than the one before: a percentile is at most a quarter too
 * high, and those of several processes can be added.
 *
 * @param counts by class, without the empty classes at the end
 */
public record Latencies(List<Long> counts) {

    /** No call. */
    public static final Latencies NONE = new Latencies(List.of());

    static final int CLASSES = 64;
    private static final double GROWTH = 1.25;
    private static final double FIRST_NANOS = 20_000;
    private static final double LOG_OF_GROWTH = Math.log(GROWTH);

    /** Takes an unmodifiable copy. */
    public Latencies {
        int end = counts.size();
        while (end > 0 && counts.get(end - 1) == 0) {
            end--;
        }
        counts = List.copyOf(counts.subList(0, end));
    }

    /** How many calls were counted. */
    public long calls() {
        return counts.stream().mapToLong(Long::longValue).sum();
    }

    /** The duration within which such a share of the calls ended; empty without calls. */
    public Optional<Duration> percentile(double share) {
        long wanted = (long) Math.ceil(calls() * share);
        long seen = 0;
        for (int at = 0; at < counts.size(); at++) {
            seen += counts.get(at);
            if (seen >= wanted) {
                return Optional.of(Duration.ofNanos((long) (FIRST_NANOS * Math.pow(GROWTH, at))));
            }
        }
        return Optional.empty();
    }

    /** Both together. */
    public Latencies plus(Latencies other) {
        return combined(other, 1);
    }

    /** What came since an earlier count of the same. */
    Latencies since(Latencies earlier) {
        return combined(earlier, -1);
    }

    private Latencies combined(Latencies other, int sign) {
        List<Long> sums = new ArrayList<>();
        for (int at = 0; at < Math.max(counts.size(), other.counts.size()); at++) {
            sums.add(Math.max(0, of(counts, at) + sign * of(other.counts, at)));
        }
        return new Latencies(sums);
    }

    private static long of(List<Long> counts, int at) {
        return at < counts.size() ? counts.get(at) : 0;
    }

    static int classOf(Duration took) {
        double nanos = took.toNanos();
        return nanos <= FIRST_NANOS
                ? 0
                : Math.min((int) Math.ceil(Math.log(nanos / FIRST_NANOS) / LOG_OF_GROWTH), CLASSES - 1);
    }
}
