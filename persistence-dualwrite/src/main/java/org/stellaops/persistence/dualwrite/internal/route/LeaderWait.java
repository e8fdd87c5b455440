// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.route;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.stellaops.persistence.dualwrite.internal.control.StageView;
import org.stellaops.persistence.dualwrite.internal.control.StageView.Standing;

/**
 * Lets a write wait that was refused because another process moves, or has moved, the lead: until this process has followed, and
 * no longer than a write waits for a move of its own process. Nothing of the write has taken effect, so it may be made again.
 *
 * <p>Safe for concurrent use. Blocks the calling thread.
 */
public final class LeaderWait {

    /** How long a write waits for a change of the stage before it is made again: a move may as well have been aborted. */
    private static final Duration STEP = Duration.ofMillis(25);

    /** A write has not been refused yet. */
    static final long NOT_REFUSED = Long.MIN_VALUE;

    private final StageView stages;
    private final Duration longest;
    private final LongSupplier ticker;
    private final Runnable follow;
    private final AtomicLong lastAsked;

    /**
     * A wait.
     *
     * @param longest how long a write waits from its first refusal on; zero, and it does not
     * @param ticker counts nanoseconds
     * @param follow makes this process look at the stage soon; must not block
     */
    public LeaderWait(StageView stages, Duration longest, LongSupplier ticker, Runnable follow) {
        this.stages = stages;
        this.longest = longest;
        this.ticker = ticker;
        this.follow = follow;
        this.lastAsked = new AtomicLong(ticker.getAsLong() - STEP.toNanos());
    }

    /**
     * The moment of the first refusal of a write, for {@link #again}. Before one there is no need to know what time it is.
     *
     * @param since what this answered at the last refusal, or {@link #NOT_REFUSED}
     */
    long refused(long since) {
        return since == NOT_REFUSED ? ticker.getAsLong() : since;
    }

    /**
     * Waits a moment, or until another stage has been entered than that in which the write was refused; false if the time of the write
     * is up, or the thread interrupted.
     *
     * @param since what {@link #refused} answered
     */
    boolean again(long since, Standing refused) {
        long left = longest.toNanos() - (ticker.getAsLong() - since);
        if (left <= 0 || Thread.currentThread().isInterrupted()) {
            return false;
        }
        askToFollow();
        return stages.awaitOther(refused, Duration.ofNanos(Math.min(left, STEP.toNanos())));
    }

    /** Many writes wait at the same time; one of them asks. */
    private void askToFollow() {
        long last = lastAsked.get();
        long now = ticker.getAsLong();
        if (now - last >= STEP.toNanos() && lastAsked.compareAndSet(last, now)) {
            follow.run();
        }
    }
}
