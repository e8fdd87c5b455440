// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.internal.control.StageView;
import org.stellaops.persistence.dualwrite.internal.control.StageView.Standing;

/** When a write that was refused, because the lead moves, is made again. Each look takes 10 ms on the clock of the test. */
class LeaderWaitTest {

    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final long LOOK = Duration.ofMillis(10).toNanos();

    private final StageView stages = new StageView(Stage.SHADOW_READ, it -> {});
    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger looks = new AtomicInteger();
    private Runnable found = () -> {};
    private final LeaderWait wait = new LeaderWait(stages, LONGEST, now::get, this::look);

    private void look() {
        looks.incrementAndGet();
        found.run();
        now.addAndGet(LOOK);
    }

    @Test
    void whileNoStoreIsSeenToLeadTheProcessLooksAndTheWriteIsNotMade() {
        Standing refused = stages.now();

        assertThat(wait.again(wait.refused(LeaderWait.NOT_REFUSED), refused)).isTrue();

        assertThat(looks).hasValue(25);
    }

    @Test
    void aWriteIsMadeAgainAsSoonAsAnotherStageIsEntered() {
        Standing refused = stages.now();
        found = () -> stages.enter(Stage.TARGET_LED);

        assertThat(wait.again(wait.refused(LeaderWait.NOT_REFUSED), refused)).isTrue();

        assertThat(looks).hasValue(1);
    }

    @Test
    void aWriteIsMadeAgainWhenTheMoveWasAborted() {
        Standing refused = stages.now();
        found = () -> {
            if (looks.get() == 5) {
                stages.sawSteady();
            }
        };

        assertThat(wait.again(wait.refused(LeaderWait.NOT_REFUSED), refused)).isTrue();

        assertThat(looks).hasValue(5);
    }

    /** Its leader may lead, and refuse it all the same: each try costs several statements. */
    @Test
    void triesBehindALeaderThatLeadsAreApart() {
        Standing refused = stages.now();
        found = stages::sawSteady;

        assertThat(wait.again(wait.refused(LeaderWait.NOT_REFUSED), refused)).isTrue();

        assertThat(looks).hasValue(3);
    }

    @Test
    void aWriteWhoseTimeIsUpIsMadeOnceMoreAndThenNotAgain() {
        long since = wait.refused(LeaderWait.NOT_REFUSED);
        now.addAndGet(LONGEST.toNanos() - 2 * LOOK);

        assertThat(wait.again(since, stages.now())).isTrue();
        assertThat(wait.again(since, stages.now())).isFalse();
    }

    @Test
    void anInterruptEndsTheWait() {
        Thread.currentThread().interrupt();

        assertThat(wait.again(wait.refused(LeaderWait.NOT_REFUSED), stages.now()))
                .isFalse();

        assertThat(Thread.interrupted()).isTrue();
    }
}
