// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.note;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.LeaderChangeStep;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.failover.DecisionCheck;
import org.stellaops.persistence.dualwrite.internal.failover.LeaderChangeRecovery;
import org.stellaops.persistence.dualwrite.internal.failover.LeaderChangeResult;
import org.stellaops.persistence.dualwrite.internal.reconcile.LegacyReconciler;
import org.stellaops.persistence.dualwrite.internal.write.LegacyDelete;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.dualwrite.settings.Ulids;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.ControlStore.FenceStrength;
import org.stellaops.persistence.spi.LegacyStore;

/** A change of leader at its bounds: what another coordinator did already, and what must not be done twice. */
class LeaderChangeBoundsTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final TwoStores stores = new TwoStores();
    private final ControlStore legacy = stores.legacyBackend.control();
    private final ControlStore target = stores.targetBackend.control();

    @Test
    void aDecisionThatAnotherCoordinatorMadeInTheSameEpochIsThisOnesToo() {
        Paused<LeaderChangeResult> slow = Paused.before(
                "compareAndSet",
                ControlStore.class,
                movingLegacy(),
                it -> stores.change(stores.withLegacyControl(it)).moveTo(Side.TARGET, LIMIT, DecisionCheck.NOTHING));
        assertThat(stores.move(Side.TARGET)).isInstanceOf(LeaderChangeResult.Moved.class);

        assertThat(slow.resume()).isInstanceOf(LeaderChangeResult.Moved.class);
    }

    @ParameterizedTest
    @CsvSource({"AWAY, 1, false", "AWAY, 2, true", "MOVING, 3, false", "STEADY, 3, false", "AWAY, 4, false"})
    void leadershipIsAssumedOnceInAnEpochByTheStoreThatWasToldOfIt(Phase phase, long epoch, boolean assumed) {
        TwoStores.set(target, new ControlRecord(phase, epoch));

        assertThat(stores.change(stores.module()).assumeLeadership(Side.TARGET, new ControlRecord(Phase.AWAY, 3)))
                .isEqualTo(assumed);

        assertThat(target.read())
                .isEqualTo(assumed ? new ControlRecord(Phase.STEADY, 3) : new ControlRecord(phase, epoch));
        assertThat(stores.events.stream().filter(LeaderChangeStep.class::isInstance))
                .hasSize(assumed ? 1 : 0);
    }

    @Test
    void aDecidedMoveRaisesTheFenceOfItsEpochWhenItsLeadershipIsAssumed() {
        TwoStores.set(legacy, new ControlRecord(Phase.AWAY, 3));
        TwoStores.set(target, new ControlRecord(Phase.AWAY, 2));

        assertThat(stores.move(Side.TARGET)).isEqualTo(new LeaderChangeResult.Moved(3, FenceStrength.STRONG));

        assertThat(legacy.fenceEpoch()).isEqualTo(3);
        assertThat(stores.move(Side.TARGET)).isEqualTo(new LeaderChangeResult.AlreadyThere(3));
    }

    @ParameterizedTest
    @CsvSource({
        "AWAY, 3, AWAY, 2, TARGET",
        "AWAY, 2, AWAY, 3, LEGACY",
        "AWAY, 3, AWAY, 1, ",
        "AWAY, 1, AWAY, 3, ",
        "AWAY, 2, AWAY, 2, ",
        "MOVING, 3, AWAY, 1, ",
        "AWAY, 1, MOVING, 3, ",
        "STEADY, 3, AWAY, 1, ",
        "AWAY, 1, STEADY, 3, "
    })
    void onlyWhatIsDecidedAndLeftIsTakenUp(
            Phase ofLegacy, long legacyEpoch, Phase ofTarget, long targetEpoch, Side to) {
        ControlRecord before = new ControlRecord(ofLegacy, legacyEpoch);
        ControlRecord other = new ControlRecord(ofTarget, targetEpoch);
        TwoStores.set(legacy, before);
        TwoStores.set(target, other);

        new LeaderChangeRecovery(stores.module(), stores.change(stores.module()), LIMIT, () -> 0).assumeLeadership();

        ControlRecord leading = new ControlRecord(Phase.STEADY, Math.max(legacyEpoch, targetEpoch));
        assertThat(legacy.read()).isEqualTo(to == Side.LEGACY ? leading : before);
        assertThat(target.read()).isEqualTo(to == Side.TARGET ? leading : other);
    }

    @Test
    void aPassLeavesAYoungIntentAloneAndADrainDoesNot() {
        stores.putAndSend(note("T1"));
        ProtocolSettings patient = stores.settings
                .withGrace(Duration.ofDays(1))
                .withTokens(new Ulids(() -> Instant.EPOCH, new SplittableRandom(1)));
        Paused.before(
                        "delete",
                        LegacyStore.class,
                        stores.legacy,
                        it -> new LegacyDelete(it, EpochView.of(legacy), patient)
                                .delete(TwoStores.KEY, Precondition.none()))
                .die();
        LegacyReconciler reconciler =
                new LegacyReconciler(stores.pair(), EpochView.of(legacy), patient, stores.events::add);

        assertThat(reconciler.runOnce().replicated()).isZero();
        assertThat(stores.inLegacy()).contains(note("T1"));

        assertThat(reconciler.drain(1).replicated()).isEqualTo(1);
        assertThat(stores.inLegacy()).isEmpty();
        assertThat(stores.inTarget()).isEqualTo(Optional.empty());
    }

    private ControlStore movingLegacy() {
        TwoStores.set(legacy, new ControlRecord(Phase.MOVING, 1));
        return legacy;
    }
}
