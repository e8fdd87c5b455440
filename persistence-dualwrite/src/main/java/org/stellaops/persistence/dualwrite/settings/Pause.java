// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.settings;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How work waits; injected so that a run can be replayed without waiting. */
@FunctionalInterface
public interface Pause {

    /** Waits this long. */
    void pause(Duration length) throws InterruptedException;

    /** Waits in real time. */
    static Pause real() {
        return length -> TimeUnit.NANOSECONDS.sleep(length.toNanos());
    }

    /**
     * Waits; an interrupt ends the wait and stays set.
     *
     * @return whether the wait was not interrupted
     */
    @CanIgnoreReturnValue
    default boolean tryPause(Duration length) {
        try {
            pause(length);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
