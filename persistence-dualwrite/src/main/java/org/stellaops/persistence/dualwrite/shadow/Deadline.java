// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.shadow;

import org.stellaops.persistence.dualwrite.event.DualWriteEvent.SkipReason;

/** Decides, once, whether a comparison ended in time. */
final class Deadline {

    private final ReadComparison comparison;
    private final Thread worker;
    private boolean decided;

    Deadline(ReadComparison comparison, Thread worker) {
        this.comparison = comparison;
        this.worker = worker;
    }

    /**
     * Called when the comparison ends; returns whether that was in time. If false, the interrupt has already happened.
     */
    synchronized boolean met() {
        boolean inTime = !decided;
        decided = true;
        return inTime;
    }

    /** Called when the time is over: abandons the comparison and interrupts it. */
    void expire() {
        if (interruptUnlessEnded()) {
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
