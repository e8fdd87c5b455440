// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.settings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * When a module whose target leads goes back to the legacy store by itself. A limit that is exceeded for the sustained time causes that;
 * one that was exceeded counts as exceeded until its value has fallen to half of it.
 *
 * @param divergences share of compared reads that differ for good
 * @param errors share of calls that the leader did not answer, or whose outcome is not known
 * @param latency duration within which 99 of 100 calls must end
 * @param least how many reads must have been compared, or calls made, within the window before their share says anything
 * @param sustained for how long a limit must be exceeded
 * @param coolDown for how long afterwards neither the target leads again nor another rollback is made, in time for which processes served
 *     the module
 */
public record RollbackPolicy(
        OptionalDouble divergences,
        OptionalDouble errors,
        Optional<Duration> latency,
        long least,
        Duration sustained,
        Duration coolDown) {

    private static final RollbackPolicy OFF = new RollbackPolicy(
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            Optional.empty(),
            200,
            Duration.ofSeconds(30),
            Duration.ofHours(1));

    /**
     * Rejects the whole policy at once.
     *
     * @throws IllegalArgumentException if a share is none, or a time or number is not positive
     */
    public RollbackPolicy {
        List<String> problems = new ArrayList<>();
        divergences.ifPresent(it -> checkShare(problems, "divergences", it));
        errors.ifPresent(it -> checkShare(problems, "errors", it));
        latency.ifPresent(it -> check(problems, "latency", it));
        check(problems, "sustained", sustained);
        check(problems, "cool-down", coolDown);
        if (least < 1) {
            problems.add("least must be at least 1, but was " + least);
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    private static void checkShare(List<String> problems, String name, double share) {
        if (!(share > 0 && share < 1)) {
            problems.add(name + " must be above 0 and below 1, but was " + share);
        }
    }

    private static void check(List<String> problems, String name, Duration time) {
        if (time.isNegative() || time.isZero()) {
            problems.add(name + " must be longer than nothing, but was " + time);
        }
    }

    /** No rollback is made without an order. */
    public static RollbackPolicy off() {
        return OFF;
    }

    /** Whether any limit is set. */
    public boolean isOn() {
        return divergences.isPresent() || errors.isPresent() || latency.isPresent();
    }

    /** This policy with a limit for divergences. */
    public RollbackPolicy withDivergences(double share) {
        return new RollbackPolicy(OptionalDouble.of(share), errors, latency, least, sustained, coolDown);
    }

    /** This policy with a limit for errors. */
    public RollbackPolicy withErrors(double share) {
        return new RollbackPolicy(divergences, OptionalDouble.of(share), latency, least, sustained, coolDown);
    }

    /** This policy with a limit for the latency. */
    public RollbackPolicy withLatency(Duration longest) {
        return new RollbackPolicy(divergences, errors, Optional.of(longest), least, sustained, coolDown);
    }

    /** This policy with another least number of reads and calls. */
    public RollbackPolicy withLeast(long number) {
        return new RollbackPolicy(divergences, errors, latency, number, sustained, coolDown);
    }

    /** This policy with other times. */
    public RollbackPolicy withTimes(Duration exceeded, Duration pause) {
        return new RollbackPolicy(divergences, errors, latency, least, exceeded, pause);
    }
}
