package org.stellaops.persistence.dualwrite.shadow;

import org.stellaops.persistence.dualwrite.event.DualWriteEvent.SkipReason;

/** Decides, once, whether a look ended in time. */
final class Deadline {

    private final ReadComparison comparison;
    private final Thread worker;
    private boolean decided;

    Deadline(ReadComparison comparison, Thread worker) {
        this.comparison = comparison;
        this.worker = worker;
    }

    /** The look has ended: whether that was in time. After an answer of false the interrupt has happened already. */
    synchronized boolean met() {
        boolean inTime = !decided;
        decided = true;
        return inTime;
    }

    /** The time is over: gives the look up, and interrupts it. */
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
