// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.gate;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.stellaops.persistence.cutover.Stage;

/**
 * What the default gates demand. Times are those for which processes served the module, so that no wall clock decides.
 *
 * @param fresh how old a verification may be at most
 * @param watch how long the target must have led before the legacy store is given up for good
 * @param quiet for how long no read may have met a divergence; one that came after the last verification began counts in any case
 * @param preflight whether a clean preflight is demanded
 * @param follower how much the follower may fail
 * @param coverage how well the kinds of reads must be compared
 * @param signOff which steps a person must sign off
 */
public record GateSettings(
        Duration fresh,
        Duration watch,
        Duration quiet,
        PreflightRule preflight,
        FollowerBudget follower,
        CoverageRule coverage,
        SignOffRule signOff) {

    private static final GateSettings DEFAULTS = new GateSettings(Duration.ofHours(1), Duration.ofHours(1));

    /** Whether a clean preflight is demanded. */
    public enum PreflightRule {
        /** A module may enter dual writes without one. */
        OPTIONAL,
        /** Before the target is written, and before it leads, every entity type needs one. */
        REQUIRED
    }

    /**
     * The error budget of the follower, within the window in which processes count.
     *
     * @param errors the share of images that it may not take, at most
     * @param least how many must have been sent before their share says anything
     */
    public record FollowerBudget(double errors, long least) {

        /** Five of a hundred. */
        public static final FollowerBudget DEFAULT = new FollowerBudget(0.05, 20);

        /**
         * Rejects what is no share.
         *
         * @throws IllegalArgumentException if it is none, or a number is negative
         */
        public FollowerBudget {
            if (!(errors >= 0 && errors <= 1) || least < 0) {
                throw new IllegalArgumentException(
                        "errors must be between 0 and 1 and least not negative, but are " + errors + " and " + least);
            }
        }
    }

    /**
     * How well reads must be compared before the target leads.
     *
     * @param least how many reads of each kind that is used must have been compared; 0 demands nothing
     * @param bound the highest share of divergent reads of a kind that its comparisons leave possible, at 95 %; 1 demands nothing
     * @param rare kinds that were used so often at most are exempt
     */
    public record CoverageRule(long least, double bound, long rare) {

        /** Nothing is demanded. */
        public static final CoverageRule NONE = new CoverageRule(0, 1.0, 0);

        /**
         * Rejects what is no share.
         *
         * @throws IllegalArgumentException if it is none, or a number is negative
         */
        public CoverageRule {
            if (!(bound > 0 && bound <= 1) || least < 0 || rare < 0) {
                throw new IllegalArgumentException(
                        "bound must be above 0 and at most 1, least and rare not negative, but are " + bound + ", "
                                + least + " and " + rare);
            }
        }

        /** Whether anything is demanded. */
        public boolean demands() {
            return least > 0 || bound < 1;
        }
    }

    /**
     * Which steps a person must sign off.
     *
     * @param to steps to these stages
     * @param by whose word counts; anybody's if it is empty
     * @param valid for how long it counts
     */
    public record SignOffRule(Set<Stage> to, Set<String> by, Duration valid) {

        /** None. */
        public static final SignOffRule NONE = new SignOffRule(Set.of(), Set.of(), Duration.ofHours(24));

        /** Takes unmodifiable copies. */
        public SignOffRule {
            to = Set.copyOf(to);
            by = java.util.Collections.unmodifiableSet(new TreeSet<>(by));
        }
    }

    /** With the other demands as they are by default, and without one for a preflight. */
    public GateSettings(Duration fresh, Duration watch) {
        this(fresh, watch, PreflightRule.OPTIONAL);
    }

    /** With the other demands as they are by default. */
    public GateSettings(Duration fresh, Duration watch, PreflightRule preflight) {
        this(
                fresh,
                watch,
                Duration.ofMillis(1),
                preflight,
                FollowerBudget.DEFAULT,
                CoverageRule.NONE,
                SignOffRule.NONE);
    }

    /**
     * Rejects what no module could fulfil.
     *
     * @throws IllegalArgumentException if a duration is negative, or a verification could never be fresh
     */
    public GateSettings {
        if (fresh.isNegative() || fresh.isZero() || watch.isNegative() || quiet.isNegative()) {
            throw new IllegalArgumentException(
                    "fresh must be longer than nothing, watch and quiet not negative, but are " + fresh + ", " + watch
                            + " and " + quiet);
        }
    }

    /** One hour each but for the quiet, five of a hundred sends, no demand for coverage, a preflight or a sign-off. */
    public static GateSettings defaults() {
        return DEFAULTS;
    }

    /** These settings with another age of verifications. */
    public GateSettings withFresh(Duration longest) {
        return new GateSettings(longest, watch, quiet, preflight, follower, coverage, signOff);
    }

    /** These settings with another watch window. */
    public GateSettings withWatch(Duration window) {
        return new GateSettings(fresh, window, quiet, preflight, follower, coverage, signOff);
    }

    /** These settings with another time without a divergence. */
    public GateSettings withQuiet(Duration time) {
        return new GateSettings(fresh, watch, time, preflight, follower, coverage, signOff);
    }

    /** These settings with another rule about preflights. */
    public GateSettings withPreflight(PreflightRule rule) {
        return new GateSettings(fresh, watch, quiet, rule, follower, coverage, signOff);
    }

    /** These settings with another error budget. */
    public GateSettings withFollower(FollowerBudget budget) {
        return new GateSettings(fresh, watch, quiet, preflight, budget, coverage, signOff);
    }

    /** These settings with another rule about coverage. */
    public GateSettings withCoverage(CoverageRule rule) {
        return new GateSettings(fresh, watch, quiet, preflight, follower, rule, signOff);
    }

    /** These settings with another rule about sign-offs. */
    public GateSettings withSignOff(SignOffRule rule) {
        return new GateSettings(fresh, watch, quiet, preflight, follower, coverage, rule);
    }
}
