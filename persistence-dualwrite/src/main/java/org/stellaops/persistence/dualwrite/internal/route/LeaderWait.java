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

    /** How often this process looks whether a store leads while writes wait for it. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(10);

    /**
     * After how long a write is made again although no store was seen to lead, since looking may fail where writing does not. Each try
     * costs several statements, and those of many writers would be what the move that they wait for is waiting for.
     */
    private static final Duration LONGEST_STEP = Duration.ofMillis(250);

    /** How long a write waits between two tries while its leader says that it leads. */
    private static final Duration SHORTEST_STEP = Duration.ofMillis(25);

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
        this.lastAsked = new AtomicLong(ticker.getAsLong() - BETWEEN_LOOKS.toNanos());
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
     * Waits until another stage has been entered than that in which the write was refused, or its leader leads again because the move
     * was aborted; false if the time of the write is up, or the thread interrupted.
     *
     * @param since what {@link #refused} answered
     */
    boolean again(long since, Standing refused) {
        long began = ticker.getAsLong();
        long seenSteady = stages.seenSteady();
        long left = longest.toNanos() - (began - since);
        if (left <= 0 || Thread.currentThread().isInterrupted()) {
            return false;
        }
        long most = Math.min(left, LONGEST_STEP.toNanos());
        for (long waited = 0;
                waited < most && isToWait(refused, seenSteady, waited);
                waited = ticker.getAsLong() - began) {
            askToFollow();
            long step = Math.min(most - waited, BETWEEN_LOOKS.toNanos());
            if (!stages.awaitOther(refused, Duration.ofNanos(step))) {
                return false;
            }
        }
        return true;
    }

    private boolean isToWait(Standing refused, long seenSteady, long waited) {
        boolean isSame = stages.now().equals(refused);
        return isSame && (waited < SHORTEST_STEP.toNanos() || stages.seenSteady() == seenSteady);
    }

    /** Many writes wait at the same time; one of them asks. */
    private void askToFollow() {
        long last = lastAsked.get();
        long now = ticker.getAsLong();
        if (now - last >= BETWEEN_LOOKS.toNanos() && lastAsked.compareAndSet(last, now)) {
            follow.run();
        }
    }
}
