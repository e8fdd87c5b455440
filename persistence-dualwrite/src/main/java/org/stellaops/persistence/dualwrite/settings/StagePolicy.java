// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.settings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How a process follows the stage of its module, and when it takes another process for gone.
 *
 * @param followEvery how often the control record is looked at: after at most so long a process serves by a stage that another
 *     one brought about
 * @param lease after how long without a sign of life a process is taken for gone, and a move that it began is aborted
 * @param atStart what the stage in the configuration means when a process starts
 */
public record StagePolicy(Duration followEvery, Duration lease, AtStart atStart) {

    /** How many signs of life fall into one lease. */
    private static final int BEATS = 3;

    private static final Duration LONGEST = Duration.ofHours(1);

    /** What the stage in the configuration means when a process starts. */
    public enum AtStart {
        /** What was configured once: the process serves by the record and says so if they differ. */
        REPORT,
        /** What is wished now: it is asked for as an edit of the file is. */
        ASK
    }

    /**
     * Rejects the whole policy at once.
     *
     * @throws IllegalArgumentException if a duration is not positive or longer than an hour, or a lease is shorter than three
     *     looks
     */
    public StagePolicy {
        List<String> problems = new ArrayList<>();
        check(problems, "follow-interval", followEvery);
        check(problems, "lease", lease);
        if (problems.isEmpty() && lease.compareTo(followEvery.multipliedBy(BEATS)) < 0) {
            problems.add("lease must be at least three times the follow-interval, but is " + lease);
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    private static void check(List<String> problems, String name, Duration value) {
        if (value.isNegative() || value.isZero() || value.compareTo(LONGEST) > 0) {
            problems.add(name + " must be longer than nothing and at most an hour, but was " + value);
        }
    }

    /** Every second, a lease of ten seconds, and no wish at start. */
    public static StagePolicy defaults() {
        return new StagePolicy(Duration.ofSeconds(1), Duration.ofSeconds(10), AtStart.REPORT);
    }

    /** This policy with other intervals. */
    public StagePolicy with(Duration follow, Duration leaseTime) {
        return new StagePolicy(follow, leaseTime, atStart);
    }

    /** This policy with another meaning of the configuration at start. */
    public StagePolicy withAtStart(AtStart meaning) {
        return new StagePolicy(followEvery, lease, meaning);
    }

    /** How often a process gives a sign of life. */
    public Duration beatEvery() {
        return lease.dividedBy(BEATS);
    }
}
