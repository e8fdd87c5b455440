// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.control;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Where the parts of a module get the time from. As safe for concurrent use as its sources.
 *
 * @param dates for what is stored and reported
 * @param ticker nanoseconds from an arbitrary origin, for durations
 */
public record ModuleClock(InstantSource dates, LongSupplier ticker) {

    /** Starts to measure. */
    public Stopwatch start() {
        return new Stopwatch(ticker, ticker.getAsLong());
    }

    /**
     * A measurement that has begun.
     *
     * @param ticker nanoseconds
     * @param began what the ticker said then
     */
    public record Stopwatch(LongSupplier ticker, long began) {

        public Duration elapsed() {
            return Duration.ofNanos(ticker.getAsLong() - began);
        }

        public boolean isOver(Duration limit) {
            return ticker.getAsLong() - began > limit.toNanos();
        }
    }
}
