// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.settings;

import java.time.Duration;

/**
 * How long a change of leader may take.
 *
 * @param hold how long a move waits for what is under way in this process, and a write for a move
 * @param drain how long a move waits until everything that is pending has been replicated; longer, and it is aborted
 * @param longest after how long a move that nobody finishes is aborted by another process
 */
public record MovePolicy(Duration hold, Duration drain, Duration longest) {

    private static final MovePolicy DEFAULTS =
            new MovePolicy(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(2));

    /**
     * Rejects times that no move could keep.
     *
     * @throws IllegalArgumentException if a time is not positive, or a drain may take longer than the whole move
     */
    public MovePolicy {
        if (!isPositive(hold) || !isPositive(drain) || drain.compareTo(longest) >= 0) {
            throw new IllegalArgumentException(
                    "hold and drain-limit must be longer than nothing, and longest longer than"
                            + " drain-limit, or another process aborts a move that still drains; but they are " + hold
                            + ", "
                            + drain + " and " + longest);
        }
    }

    /** Five seconds, thirty seconds, two minutes. */
    public static MovePolicy defaults() {
        return DEFAULTS;
    }

    /** The same, with another limit for the drain. */
    public MovePolicy withDrain(Duration other) {
        return new MovePolicy(hold, other, longest);
    }

    /**
     * The same with a bound on the pause of writes: each wait of a change of leader gets so small a part of it that all of them together
     * stay below it. What is not done by then is aborted, and the lead stays where it is.
     */
    public MovePolicy withPause(Duration bound) {
        Duration wait = bound.dividedBy(6);
        Duration send = bound.dividedBy(4);
        return new MovePolicy(wait, send, longest.compareTo(send) > 0 ? longest : send.multipliedBy(2));
    }

    private static boolean isPositive(Duration time) {
        return !time.isZero() && !time.isNegative();
    }
}
