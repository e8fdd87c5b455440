// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.rollback;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.stellaops.persistence.dualwrite.settings.RollbackPolicy;
import org.stellaops.persistence.dualwrite.vitals.Tally;
import org.stellaops.persistence.dualwrite.vitals.Vitals;

/** Whether the lead goes back, by what the processes counted. Pure. */
public final class RollbackRules {

    /** A limit counts as exceeded until its value has fallen to this share of it. */
    private static final double CLEARED_AT = 0.5;

    private static final double PERCENTILE = 0.99;

    private RollbackRules() {}

    /** What may be too high. */
    public enum Signal {
        DIVERGENCES,
        ERRORS,
        LATENCY
    }

    /**
     * What is remembered between two looks.
     *
     * @param exceededSince since when each limit has been exceeded, in nanoseconds of a ticker
     */
    public record Watching(Map<Signal, Long> exceededSince) {

        /** No limit is exceeded. */
        public static final Watching NOTHING = new Watching(Map.of());

        public Watching {
            exceededSince = Map.copyOf(exceededSince);
        }
    }

    /**
     * What comes of a look.
     *
     * @param next is remembered
     * @param reason why the lead must go back now, unless it did a short while ago; empty if it must not
     */
    public record Decision(Watching next, Optional<String> reason) {}

    private record Reading(Signal signal, double value, double limit, boolean isEnough, String text) {}

    /**
     * Decides.
     *
     * @param vitals of all processes together
     * @param now nanoseconds of a ticker
     */
    public static Decision decide(RollbackPolicy policy, Watching before, Vitals vitals, long now) {
        Map<Signal, Long> exceeded = new EnumMap<>(Signal.class);
        List<String> reasons = new ArrayList<>();
        for (Reading it : readings(policy, vitals)) {
            Optional<Long> since = Optional.ofNullable(before.exceededSince().get(it.signal()));
            double threshold = since.isPresent() ? it.limit() * CLEARED_AT : it.limit();
            if (it.isEnough() && it.value() > threshold) {
                long begun = since.orElse(now);
                exceeded.put(it.signal(), begun);
                if (now - begun >= policy.sustained().toNanos()) {
                    reasons.add(it.text() + " for " + policy.sustained());
                }
            }
        }
        return new Decision(
                new Watching(exceeded), reasons.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", reasons)));
    }

    /**
     * Whether the last rollback was long enough ago for another one.
     *
     * @param sinceRollback for how long the module was served since the last rollback, if there was one
     */
    public static boolean isCool(RollbackPolicy policy, Optional<Duration> sinceRollback) {
        return sinceRollback.filter(it -> it.compareTo(policy.coolDown()) < 0).isEmpty();
    }

    private static List<Reading> readings(RollbackPolicy policy, Vitals vitals) {
        List<Reading> readings = new ArrayList<>();
        share(
                readings,
                Signal.DIVERGENCES,
                policy,
                policy.divergences(),
                vitals.comparisons(),
                "compared reads diverged");
        share(readings, Signal.ERRORS, policy, policy.errors(), vitals.calls(), "calls failed");
        policy.latency()
                .ifPresent(limit -> vitals.latencies()
                        .percentile(PERCENTILE)
                        .ifPresent(it -> readings.add(new Reading(
                                Signal.LATENCY,
                                it.toNanos(),
                                limit.toNanos(),
                                vitals.latencies().calls() >= policy.least(),
                                "99 of 100 calls ended within " + it.toMillis() + " ms only, of " + limit.toMillis()
                                        + " ms"))));
        return readings;
    }

    private static void share(
            List<Reading> readings,
            Signal signal,
            RollbackPolicy policy,
            OptionalDouble limit,
            Tally tally,
            String what) {
        limit.ifPresent(most -> readings.add(new Reading(
                signal,
                tally.share(),
                most,
                tally.all() >= policy.least(),
                String.format(
                        Locale.ROOT,
                        "%d of %d %s, %.2f %%, with a limit of %.2f %%",
                        tally.bad(),
                        tally.all(),
                        what,
                        100 * tally.share(),
                        100 * most))));
    }
}
