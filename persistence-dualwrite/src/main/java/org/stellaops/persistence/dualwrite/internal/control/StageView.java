// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.control;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.stellaops.persistence.cutover.Stage;

/** The stage of a module in this process. Safe for concurrent use. */
public final class StageView {

    private final Consumer<Stage> beforeEntering;
    private final AtomicLong seenSteady = new AtomicLong();
    private volatile Standing standing;

    /**
     * A stage, and what has been entered so far.
     *
     * @param lead distinguishes two periods in which the same store leads
     * @param entered how many stages were entered before
     */
    public record Standing(Stage stage, long lead, long entered) {}

    public StageView(Stage first, Consumer<Stage> beforeEntering) {
        this.beforeEntering = beforeEntering;
        this.standing = new Standing(first, 0, 0);
    }

    public Standing now() {
        return standing;
    }

    public Stage current() {
        return standing.stage();
    }

    /** How often a look at the control records found a store that leads and does not give the lead away. */
    public long seenSteady() {
        return seenSteady.get();
    }

    /** Counts such a look. */
    public void sawSteady() {
        seenSteady.incrementAndGet();
    }

    public synchronized void enter(Stage next) {
        beforeEntering.accept(next);
        Standing before = standing;
        boolean sameLeader = before.stage().leader() == next.leader();
        standing = new Standing(next, sameLeader ? before.lead() : before.lead() + 1, before.entered() + 1);
        notifyAll();
    }

    /**
     * Waits until another stage than {@code seen} has been entered, or the time is up.
     *
     * @return false if the thread was interrupted, which it still is
     */
    public synchronized boolean awaitOther(Standing seen, Duration atMost) {
        long until = System.nanoTime() + atMost.toNanos();
        try {
            for (long left = atMost.toNanos(); left > 0 && standing.equals(seen); left = until - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Enters a stage that was read after this standing was taken; false if another was entered meanwhile, since what was read may
     * be older than that.
     */
    public synchronized boolean enterFrom(Standing before, Stage next) {
        if (!standing.equals(before)) {
            return false;
        }
        enter(next);
        return true;
    }
}
