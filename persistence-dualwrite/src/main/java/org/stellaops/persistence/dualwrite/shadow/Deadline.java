// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.shadow;

import java.time.Duration;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.SkipReason;

/** Decides, once, whether a comparison ended in time. Made by the thread that compares. */
final class Deadline {

    private final ReadComparison comparison;
    private final Thread worker = Thread.currentThread();
    private final long begun = System.nanoTime();
    private final long nanos;
    private boolean decided;

    Deadline(ReadComparison comparison, Duration time) {
        this.comparison = comparison;
        this.nanos = time.toNanos();
    }

    /**
     * Called when the comparison ends; returns whether that was in time. If false, the interrupt has already happened.
     */
    synchronized boolean met() {
        boolean inTime = !decided;
        decided = true;
        return inTime;
    }

    /** Abandons the comparison and interrupts it if its time is over. */
    void expireIfOver() {
        if (System.nanoTime() - begun >= nanos && interruptUnlessEnded()) {
            comparison.abandoned(SkipReason.TIMEOUT);
        }
    }

    private synchronized boolean interruptUnlessEnded() {
        if (decided) {
            return false;
        }
        decided = true;
        worker.interrupt();
        return true;
    }
}
