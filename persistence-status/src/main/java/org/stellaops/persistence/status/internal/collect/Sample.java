// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status.internal.collect;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.stellaops.persistence.status.activity.Latency;

/**
 * How a module was within some seconds.
 *
 * @param at when they ended
 * @param divergences how many were confirmed in them, by cause; those that a write, noise or a rule explains are counted too
 * @param pending keys at their end; empty if that was not known
 * @param oldest age of the oldest pending write at their end
 * @param reads of callers
 * @param writes of callers
 * @param legacy how long the legacy store took to answer the smallest question
 * @param target how long the target took
 */
public record Sample(
        Instant at,
        Map<String, Long> divergences,
        Optional<Long> pending,
        Duration oldest,
        Latency reads,
        Latency writes,
        Optional<Duration> legacy,
        Optional<Duration> target) {

    /** Takes a sorted, unmodifiable copy. */
    public Sample {
        divergences = divergences.isEmpty() ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(divergences));
    }

    /** Both as one: counts are added, and the worse percentiles kept, since percentiles cannot be added. */
    Sample followedBy(Sample later) {
        Map<String, Long> sum = new TreeMap<>(divergences);
        later.divergences().forEach((kind, count) -> sum.merge(kind, count, Long::sum));
        return new Sample(
                later.at(),
                sum,
                later.pending(),
                longer(oldest, later.oldest()),
                both(reads, later.reads()),
                both(writes, later.writes()),
                longer(legacy, later.legacy()),
                longer(target, later.target()));
    }

    private static Latency both(Latency one, Latency other) {
        return new Latency(
                one.calls() + other.calls(), longer(one.median(), other.median()), longer(one.p99(), other.p99()));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static Optional<Duration> longer(Optional<Duration> one, Optional<Duration> other) {
        return one.isPresent() && other.isPresent() ? Optional.of(longer(one.get(), other.get())) : other.or(() -> one);
    }
}
