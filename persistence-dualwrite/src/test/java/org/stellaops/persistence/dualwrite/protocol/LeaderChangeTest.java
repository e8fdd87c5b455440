// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.KEY;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.note;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.dualwrite.internal.failover.DecisionCheck;
import org.stellaops.persistence.dualwrite.internal.failover.LeaderChangeResult;
import org.stellaops.persistence.dualwrite.internal.write.LeaderWriteResult;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.ControlStore.FenceStrength;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.TargetStore;

/** Where a change of leader ends, and what it leaves, if somebody objects, aborts, or comes late. */
class LeaderChangeTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    @Test
    void anObjectionOfTheLastLookGivesTheMoveUp() {
        TwoStores stores = new TwoStores();

        LeaderChangeResult result =
                stores.change(stores.module()).moveTo(Side.TARGET, LIMIT, (from, epoch) -> Optional.of("not yet"));

        assertThat(result).isEqualTo(new LeaderChangeResult.Aborted("not yet"));
        assertThat(stores.legacyBackend.control().read().phase()).isEqualTo(Phase.STEADY);
        assertThat(stores.targetBackend.control().read().leads()).isFalse();
    }

    @Test
    void aPendingFlagThatStaysKeepsTheLeaderAlthoughNothingWasRejected() {
        TwoStores stores = new TwoStores();
        assertThat(stores.put(note("pending")).outcome().isApplied()).isTrue();

        LeaderChangeResult result =
                stores.change(withoutSending(stores)).moveTo(Side.TARGET, Duration.ZERO, DecisionCheck.NOTHING);

        assertThat(result).isInstanceOf(LeaderChangeResult.Aborted.class);
        assertThat(stores.legacyBackend.control().read().phase()).isEqualTo(Phase.STEADY);
        assertThat(stores.targetBackend.control().read().leads()).isFalse();
        stores.assertConverges(Side.LEGACY);
    }

    @Test
    void writesDuringTheLastCheckWithoutAFenceAreStillReplicated() {
        TwoStores stores = new TwoStores(FenceStrength.WEAK);
        stores.putAndSend(note("before"));
        Paused<LeaderWriteResult> late = Paused.before(
                "replaceHinted", LegacyStore.class, stores.legacy, it -> stores.put(it, KEY, note("during the look")));

        LeaderChangeResult result = stores.change(stores.module()).moveTo(Side.TARGET, LIMIT, (from, epoch) -> {
            assertThat(late.resume().outcome().isApplied()).isTrue();
            return Optional.empty();
        });

        assertThat(result).isInstanceOf(LeaderChangeResult.Moved.class);
        assertThat(stores.inTarget()).contains(note("during the look"));
    }

    @Test
    void whatLandsDuringTheLastLookAndCannotReplicateKeepsTheLead() {
        TwoStores stores = new TwoStores(FenceStrength.WEAK);
        stores.putAndSend(note("before"));
        Paused<LeaderWriteResult> late = Paused.before(
                "replaceHinted", LegacyStore.class, stores.legacy, it -> stores.put(it, KEY, note("during the look")));

        LeaderChangeResult result = stores.change(withoutSending(stores))
                .moveTo(Side.TARGET, Duration.ZERO, (from, epoch) -> {
                    assertThat(late.resume().outcome().isApplied()).isTrue();
                    return Optional.empty();
                });

        assertThat(result).isInstanceOf(LeaderChangeResult.Aborted.class);
        assertThat(stores.legacyBackend.control().read().phase()).isEqualTo(Phase.STEADY);
        assertThat(stores.targetBackend.control().read().leads()).isFalse();
    }

    @Test
    void aMoveThatIsGivenUpAtTheLastMomentLeavesALeaderThatItsOwnFenceDoesNotRefuse() {
        TwoStores stores = new TwoStores();
        ControlStore control = stores.legacyBackend.control();
        coordinatorBeforeDecision(stores, control).die();

        assertThat(stores.change(stores.module()).abort(Side.LEGACY)).isTrue();

        assertThat(stores.put(note("afterwards")).outcome().isApplied()).isTrue();
        stores.assertConverges(Side.LEGACY);
    }

    @Test
    void aCoordinatorThatWouldTakeUpAfterTheLeadWentBackMakesNoSecondLeader() {
        TwoStores stores = new TwoStores();
        ControlStore target = stores.targetBackend.control();
        Paused<LeaderChangeResult> late = Paused.before(
                "read",
                ControlStore.class,
                target,
                it -> stores.change(stores.withTargetControl(it)).moveTo(Side.TARGET, LIMIT, DecisionCheck.NOTHING));
        assertThat(stores.move(Side.TARGET)).isInstanceOf(LeaderChangeResult.Moved.class);
        assertThat(stores.move(Side.LEGACY)).isInstanceOf(LeaderChangeResult.Moved.class);

        assertThat(late.resume()).isNotNull();

        assertThat(stores.legacyBackend.control().read().phase()).isEqualTo(Phase.STEADY);
        assertThat(target.read().leads()).isFalse();
    }

    /** It goes on with what another began, so that its first comparison of the control record is the decision. */
    private static Paused<LeaderChangeResult> coordinatorBeforeDecision(TwoStores stores, ControlStore control) {
        assertThat(control.compareAndSet(control.read(), new ControlRecord(Phase.MOVING, 1)))
                .isTrue();
        return Paused.before(
                "compareAndSet",
                ControlStore.class,
                control,
                it -> stores.change(stores.withLegacyControl(it)).moveTo(Side.TARGET, LIMIT, DecisionCheck.NOTHING));
    }

    private static ModuleStores withoutSending(TwoStores stores) {
        return stores.module(new EntityPair(TwoStores.TYPE, stores.legacy, failing(stores.target)));
    }

    /** Each image fails by itself, so that a single one is no reason to take the whole store for broken. */
    private static TargetStore failing(TargetStore store) {
        return (TargetStore) Proxy.newProxyInstance(
                TargetStore.class.getClassLoader(), new Class<?>[] {TargetStore.class}, (proxy, called, args) -> {
                    if (called.getName().startsWith("apply")) {
                        throw new IllegalStateException("injected");
                    }
                    return called.invoke(store, args);
                });
    }
}
