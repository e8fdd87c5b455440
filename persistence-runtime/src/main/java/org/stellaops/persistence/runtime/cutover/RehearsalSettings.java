// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.cutover;

import java.time.Duration;

/**
 * How a rehearsal is made.
 *
 * @param longestPause how long each of its two changes of leader may hold writes back; a change that is not done by then is aborted
 * @param stay how long the target leads
 * @param by who orders it, for the audit trail
 */
public record RehearsalSettings(Duration longestPause, Duration stay, String by) {

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(20);

    /**
     * Rejects what no rehearsal could keep.
     *
     * @throws IllegalArgumentException if the pause is shorter than 20 ms, the stay negative or the name empty
     */
    public RehearsalSettings {
        if (longestPause.compareTo(SHORTEST_PAUSE) < 0 || stay.isNegative() || by.isBlank()) {
            throw new IllegalArgumentException(
                    "a rehearsal needs a pause of at least 20 ms, a stay that is not negative" + " and a name, but has "
                            + longestPause + ", " + stay + " and '" + by + "'");
        }
    }

    /** A pause of a second at most, and ten seconds. */
    public static RehearsalSettings defaults(String by) {
        return new RehearsalSettings(Duration.ofSeconds(1), Duration.ofSeconds(10), by);
    }
}
