// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.gate;

import java.time.Duration;

/**
 * What the default gates demand. Times are those for which processes served the module, so that no wall clock decides.
 *
 * @param fresh how old a verification may be at most
 * @param watch how long the target must have led before the legacy store is given up for good
 * @param preflight whether a clean preflight is demanded
 */
public record GateSettings(Duration fresh, Duration watch, PreflightRule preflight) {

    private static final GateSettings DEFAULTS = new GateSettings(Duration.ofHours(1), Duration.ofHours(1));

    /** Whether a clean preflight is demanded. */
    public enum PreflightRule {
        /** A module may enter dual writes without one. */
        OPTIONAL,
        /** Before the target is written, and before it leads, every entity type needs one. */
        REQUIRED
    }

    /** Without a demand for a preflight. */
    public GateSettings(Duration fresh, Duration watch) {
        this(fresh, watch, PreflightRule.OPTIONAL);
    }

    /**
     * Rejects what no module could fulfil.
     *
     * @throws IllegalArgumentException if a duration is negative, or a verification could never be fresh
     */
    public GateSettings {
        if (fresh.isNegative() || fresh.isZero() || watch.isNegative()) {
            throw new IllegalArgumentException(
                    "fresh must be longer than nothing and watch not negative, but are " + fresh + " and " + watch);
        }
    }

    /** One hour each. */
    public static GateSettings defaults() {
        return DEFAULTS;
    }

    /** These settings with another age of verifications. */
    public GateSettings withFresh(Duration longest) {
        return new GateSettings(longest, watch, preflight);
    }

    /** These settings with another watch window. */
    public GateSettings withWatch(Duration window) {
        return new GateSettings(fresh, window, preflight);
    }

    /** These settings with another rule about preflights. */
    public GateSettings withPreflight(PreflightRule rule) {
        return new GateSettings(fresh, watch, rule);
    }
}
