// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.shadow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.stellaops.persistence.dualwrite.settings.Recheck;

/**
 * Sample rate, time limit and concurrency of shadow reads. Shadow reads never delay the caller: past {@code maxInFlight} they are
 * skipped and counted. A policy can be changed while the module runs.
 *
 * @param sampleRate share of reads that are shadowed, 0.0 (none) to 1.0 (all)
 * @param timeout how long one comparison at both stores may take before the comparison is abandoned
 * @param maxInFlight maximum number of concurrent comparisons
 * @param sampleBy whether single reads are sampled, or keys or tenants as a whole
 * @param secondReads share of the sampled reads whose equal answers are compared in depth all the same: the leader is read a second
 *     time, and the versions, pending flags and stored hashes of both sides are looked at
 * @param recheck how often a record is compared again while writes to it are in flight
 */
public record ShadowReadPolicy(
        double sampleRate, Duration timeout, int maxInFlight, SampleBy sampleBy, double secondReads, Recheck recheck) {

    private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(30);
    private static final double DEFAULT_RATE = 0.01;
    private static final double DEFAULT_SECOND_READS = 0.05;
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(2);
    private static final int DEFAULT_IN_FLIGHT = 4;
    private static final Recheck DEFAULT_RECHECK = new Recheck(5, Duration.ofMillis(500));

    /**
     * Reports all problems of the policy at once, so that an operator can fix them in one edit.
     *
     * @throws IllegalArgumentException with every problem
     */
    public ShadowReadPolicy {
        List<String> problems = new ArrayList<>();
        if (!(sampleRate >= 0.0 && sampleRate <= 1.0)) {
            problems.add("shadow-read.sample-rate must be between 0.0 and 1.0, but was " + sampleRate);
        }
        if (!(secondReads >= 0.0 && secondReads <= 1.0)) {
            problems.add("shadow-read.second-reads must be between 0.0 and 1.0, but was " + secondReads);
        }
        if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
            problems.add(
                    "shadow-read.timeout must be positive and at most " + LONGEST_TIMEOUT + ", but was " + timeout);
        }
        if (maxInFlight < 1) {
            problems.add("shadow-read.max-in-flight must be at least 1, but was " + maxInFlight);
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    /** A policy that samples each read on its own, with the default share of second reads. */
    public ShadowReadPolicy(double sampleRate, Duration timeout, int maxInFlight, Recheck recheck) {
        this(sampleRate, timeout, maxInFlight, SampleBy.READ, DEFAULT_SECOND_READS, recheck);
    }

    /** A cautious default: one read in a hundred, two seconds, four at once. */
    public static ShadowReadPolicy cautious() {
        return new ShadowReadPolicy(DEFAULT_RATE, DEFAULT_TIMEOUT, DEFAULT_IN_FLIGHT, DEFAULT_RECHECK);
    }

    /** This policy with another sample rate. */
    public ShadowReadPolicy withSampleRate(double rate) {
        return new ShadowReadPolicy(rate, timeout, maxInFlight, sampleBy, secondReads, recheck);
    }

    /** This policy with another time limit for one comparison. */
    public ShadowReadPolicy withTimeout(Duration other) {
        return new ShadowReadPolicy(sampleRate, other, maxInFlight, sampleBy, secondReads, recheck);
    }

    /** This policy with another recheck. */
    public ShadowReadPolicy withRecheck(Recheck other) {
        return new ShadowReadPolicy(sampleRate, timeout, maxInFlight, sampleBy, secondReads, other);
    }

    /** This policy with another concurrency. */
    public ShadowReadPolicy withMaxInFlight(int width) {
        return new ShadowReadPolicy(sampleRate, timeout, width, sampleBy, secondReads, recheck);
    }

    /** This policy, sampled by something else. */
    public ShadowReadPolicy withSampleBy(SampleBy other) {
        return new ShadowReadPolicy(sampleRate, timeout, maxInFlight, other, secondReads, recheck);
    }

    /** This policy with another share of second reads. */
    public ShadowReadPolicy withSecondReads(double share) {
        return new ShadowReadPolicy(sampleRate, timeout, maxInFlight, sampleBy, share, recheck);
    }
}
