// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.failover.DecisionCheck;
import org.stellaops.persistence.dualwrite.internal.failover.FenceMonitor;
import org.stellaops.persistence.dualwrite.internal.failover.LeaderChange;
import org.stellaops.persistence.dualwrite.internal.failover.LeaderChangeResult;
import org.stellaops.persistence.dualwrite.settings.Pause;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.ControlStore.FenceStrength;

/**
 * Where the fence cannot be raised any more, writers may rely on the one that they found a moment ago: a change of leader waits until they
 * do not, and it does so before it begins, as far as it can.
 */
class WeakFenceTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final TwoStores stores = new TwoStores();
    private final ControlStore legacy = stores.legacyBackend.control();
    private final List<Phase> waitedIn = new ArrayList<>();
    private boolean isInterrupted;

    private final Pause pause = length -> {
        assertThat(length).isEqualTo(GRACE);
        waitedIn.add(legacy.read().phase());
        if (isInterrupted) {
            throw new InterruptedException();
        }
    };
    private final LeaderChange change = change();

    private LeaderChange change() {
        return new LeaderChange(stores.module(), stores.settings, stores.events::add, System::nanoTime, GRACE, pause);
    }

    /** It stands as it was raised while that was granted. */
    @BeforeEach
    void theRightToRaiseTheFenceIsTaken() {
        assertThat(legacy.raiseFence(1)).isEqualTo(FenceStrength.STRONG);
        stores.legacyBackend.become(FenceStrength.WEAK);
    }

    @Test
    void theChangeWaitsBeforeItBegins() {
        change.distrust().begin(Side.LEGACY, () -> true);
        assertThat(legacy.fenceEpoch()).isZero();

        assertThat(moved()).isInstanceOf(LeaderChangeResult.Moved.class);

        assertThat(waitedIn).containsExactly(Phase.STEADY);
        change.distrust().end();
        assertThat(legacy.distrustingFence()).isEmpty();
    }

    @Test
    void aChangeThatDidNotWaitBeforeWaitsWhileWritesDo() {
        assertThat(moved()).isInstanceOf(LeaderChangeResult.Moved.class);

        assertThat(waitedIn).containsExactly(Phase.MOVING);
    }

    @Test
    void whereAStrongRaiseCameBetweenSomebodyMayRelyOnItAgain() {
        change.distrust().begin(Side.LEGACY, () -> true);
        stores.legacyBackend.become(FenceStrength.STRONG);
        assertThat(legacy.raiseFence(1)).isEqualTo(FenceStrength.STRONG);
        stores.legacyBackend.become(FenceStrength.WEAK);

        assertThat(moved()).isInstanceOf(LeaderChangeResult.Moved.class);

        assertThat(waitedIn).containsExactly(Phase.STEADY, Phase.MOVING);
    }

    @Test
    void whatAnotherCoordinatorDistrustsThisOneWaitsFor() {
        change().distrust().begin(Side.LEGACY, () -> true);

        assertThat(moved()).isInstanceOf(LeaderChangeResult.Moved.class);

        assertThat(waitedIn).containsExactly(Phase.STEADY, Phase.MOVING);
    }

    /** It knows nothing of a distrust, and relies on what it finds. */
    @Test
    void besideAProcessOfAnEarlierVersionTheChangeWaitsWhileWritesDo() {
        change.distrust().begin(Side.LEGACY, () -> false);

        assertThat(moved()).isInstanceOf(LeaderChangeResult.Moved.class);

        assertThat(waitedIn).containsExactly(Phase.STEADY, Phase.MOVING);
    }

    @Test
    void aWaitThatIsInterruptedWasNone() {
        isInterrupted = true;
        change.distrust().begin(Side.LEGACY, () -> true);

        assertThat(moved())
                .isEqualTo(new LeaderChangeResult.Aborted(
                        "the wait for writes that rely on the former fence was interrupted"));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(waitedIn).containsExactly(Phase.STEADY, Phase.MOVING);
    }

    @Test
    void aFenceThatCanBeRaisedIsTrusted() {
        stores.legacyBackend.become(FenceStrength.STRONG);

        change.distrust().begin(Side.LEGACY, () -> true);

        assertThat(legacy.fenceEpoch()).isEqualTo(1);
        assertThat(moved()).isInstanceOf(LeaderChangeResult.Moved.class);
        assertThat(waitedIn).isEmpty();
    }

    @Test
    void whoeverFoundTheFenceConfirmsItsWritesByTheRecordWithinTheGrace() {
        AtomicLong now = new AtomicLong();
        EpochView writer = EpochView.confirming(legacy, GRACE.dividedBy(2), now::get);
        assertThat(writer.steadyEpoch()).hasValue(1);
        change.distrust().begin(Side.LEGACY, () -> true);
        TwoStores.set(legacy, new ControlRecord(Phase.MOVING, 1));
        assertThat(writer.confirms(1)).as("by what it found").isTrue();

        now.addAndGet(GRACE.toNanos());

        assertThat(writer.confirms(1)).isFalse();
    }

    @Test
    void nobodyRaisesAFenceThatIsDistrustedUnlessThatLastsForLong() {
        stores.legacyBackend.become(FenceStrength.STRONG);
        legacy.distrustFence("one that died");
        FenceMonitor monitor = new FenceMonitor("module", legacy, stores.events::add);

        for (int pass = 0; pass < 60; pass++) {
            assertThat(monitor.keep()).isFalse();
        }

        assertThat(monitor.keep()).isTrue();
        assertThat(legacy.distrustingFence()).isEmpty();
        assertThat(legacy.fenceEpoch()).isEqualTo(1);
    }

    private LeaderChangeResult moved() {
        return change.moveTo(Side.TARGET, LIMIT, DecisionCheck.NOTHING);
    }
}
