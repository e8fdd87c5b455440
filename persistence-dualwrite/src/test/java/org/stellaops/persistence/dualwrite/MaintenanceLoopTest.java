// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.internal.control.ModuleClock;
import org.stellaops.persistence.dualwrite.internal.control.ModuleContext;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.dualwrite.internal.control.PauseLock;
import org.stellaops.persistence.dualwrite.internal.control.StageView;
import org.stellaops.persistence.dualwrite.internal.failover.FenceMonitor;
import org.stellaops.persistence.dualwrite.internal.failover.LeaderChange;
import org.stellaops.persistence.dualwrite.internal.failover.LeaderChangeRecovery;
import org.stellaops.persistence.dualwrite.internal.maintenance.MaintenanceLoop;
import org.stellaops.persistence.dualwrite.internal.member.LeaseObserver;
import org.stellaops.persistence.dualwrite.internal.reconcile.Backlog;
import org.stellaops.persistence.dualwrite.internal.reconcile.PassLimits;
import org.stellaops.persistence.dualwrite.internal.reconcile.ReconcileResult;
import org.stellaops.persistence.dualwrite.internal.reconcile.Reconciler;
import org.stellaops.persistence.dualwrite.internal.reconcile.Reconcilers;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.dualwrite.supervision.Supervisor;
import org.stellaops.persistence.dualwrite.supervision.TaskListener;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.ControlStore.FenceStrength;
import org.stellaops.persistence.testkit.memory.MemoryLegacyBackend;
import org.stellaops.persistence.testkit.memory.MemoryTargetBackend;

/** What a module does by itself in one round: every part of it, for the store that leads. */
class MaintenanceLoopTest {

    private static final Duration LONGEST_MOVE = Duration.ofMinutes(1);

    private final MemoryLegacyBackend legacy = new MemoryLegacyBackend();
    private final MemoryTargetBackend target = new MemoryTargetBackend();
    private final ModuleStores stores = new ModuleStores("module", List.of(), legacy.control(), target.control());
    private final StageView stages = new StageView(Stage.SHADOW_READ, entered -> {});
    private final PauseLock sends = new PauseLock();
    private final AtomicLong nanos = new AtomicLong();
    private final List<String> passes = new ArrayList<>();
    private final Set<String> failing = new HashSet<>();
    private final FenceMonitor fence = new FenceMonitor("module", legacy.control(), DualWriteListener.none());
    private final LeaderChangeRecovery recovery = new LeaderChangeRecovery(
            stores,
            new LeaderChange(stores, ProtocolSettings.defaults(), DualWriteListener.none(), nanos::get),
            LONGEST_MOVE,
            nanos::get);
    private final MaintenanceLoop maintenance = maintenance();

    @Test
    void theReconcilersOfTheStoreThatLeadsRunAndTheOthersDoNot() {
        assertThat(maintenance.run()).isFalse();
        assertThat(passes).containsExactly("forward a", "forward b");
        passes.clear();

        stages.enter(Stage.TARGET_LED);

        assertThat(maintenance.run()).isFalse();
        assertThat(passes).containsExactlyInAnyOrder("reverse a", "reverse b");
    }

    @Test
    void whereOneStoreIsWrittenNothingIsReconciled() {
        stages.enter(Stage.LEGACY_ONLY);

        assertThat(maintenance.run()).isFalse();

        assertThat(passes).isEmpty();
    }

    @Test
    void whileTheLeadMovesNothingIsReconciled() throws InterruptedException {
        Thread mover =
                new Thread(() -> assertThat(sends.tryClose(Duration.ZERO)).isTrue());
        mover.start();
        mover.join();

        assertThat(maintenance.run()).isFalse();

        assertThat(passes).isEmpty();
    }

    @Test
    void anEntityTypeThatFailsKeepsNoOtherFromItsPass() {
        failing.add("forward a");

        assertThatThrownBy(maintenance::run).hasMessage("injected in forward a");

        assertThat(passes).containsExactly("forward a", "forward b");
    }

    @Test
    void anotherEntityTypeComesFirstEachTime() {
        for (int i = 0; i < 3; i++) {
            assertThat(maintenance.reconcile()).isNotNull();
        }

        assertThat(passes)
                .containsExactly("forward a", "forward b", "forward b", "forward a", "forward a", "forward b");
    }

    @Test
    void aFenceThatStandsTooLowIsPutBack() {
        assertThat(legacy.control().fenceEpoch()).isZero();

        recover();

        assertThat(legacy.control().fenceEpoch())
                .isEqualTo(legacy.control().read().epoch());
    }

    @Test
    void aFenceThatIsWeakIsTriedAgainUntilItIsStrong() {
        legacy.become(FenceStrength.WEAK);
        assertThat(fence.keep()).isFalse();
        legacy.become(FenceStrength.STRONG);

        List<Boolean> looks = List.of(fence.keep(), fence.keep());

        assertThat(looks).containsExactly(false, true);
        assertThat(legacy.control().fenceEpoch()).isEqualTo(1);
    }

    @Test
    void aMoveIsAbortedAfterALeaseIfNobodySaysThatItMovesTheLead() {
        AtomicBoolean moves = new AtomicBoolean(true);
        LeaderChangeRecovery watching = new LeaderChangeRecovery(
                stores,
                new LeaderChange(stores, ProtocolSettings.defaults(), DualWriteListener.none(), nanos::get),
                LONGEST_MOVE,
                nanos::get,
                Duration.ofSeconds(1),
                moves::get);
        write(Side.LEGACY, new ControlRecord(Phase.MOVING, 1));
        watching.watch(Side.LEGACY);
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());

        watching.watch(Side.LEGACY);
        assertThat(legacy.control().read().phase()).isEqualTo(Phase.MOVING);
        moves.set(false);
        watching.watch(Side.LEGACY);

        assertThat(legacy.control().read()).isEqualTo(new ControlRecord(Phase.STEADY, 3));
    }

    @Test
    void aCoordinatorThatDiedHasOneLeaseAndNotAnotherFromWhenItIsMissed() {
        Duration lease = Duration.ofSeconds(1);
        LeaseObserver leases = new LeaseObserver(lease, nanos::get);
        LeaderChangeRecovery watching = new LeaderChangeRecovery(
                stores,
                new LeaderChange(stores, ProtocolSettings.defaults(), DualWriteListener.none(), nanos::get),
                LONGEST_MOVE,
                nanos::get,
                lease,
                () -> leases.isAlive("coordinator", 1));
        write(Side.LEGACY, new ControlRecord(Phase.MOVING, 1));
        watching.watch(Side.LEGACY);
        nanos.addAndGet(lease.toNanos());
        watching.watch(Side.LEGACY);
        assertThat(legacy.control().read().phase()).isEqualTo(Phase.MOVING);
        nanos.incrementAndGet();

        watching.watch(Side.LEGACY);

        assertThat(legacy.control().read()).isEqualTo(new ControlRecord(Phase.STEADY, 3));
    }

    @Test
    void aMoveThatNobodyFinishesIsGivenUpAfterAWhileAndNotBefore() {
        write(Side.LEGACY, new ControlRecord(Phase.MOVING, 1));
        recover();
        nanos.addAndGet(LONGEST_MOVE.toNanos());
        recover();
        assertThat(legacy.control().read().phase()).isEqualTo(Phase.MOVING);
        nanos.incrementAndGet();

        recover();

        assertThat(legacy.control().read()).isEqualTo(new ControlRecord(Phase.STEADY, 3));
    }

    @Test
    void aMoveThatBeganAfterAnotherEndedHasItsOwnTime() {
        write(Side.LEGACY, new ControlRecord(Phase.MOVING, 1));
        recover();
        nanos.addAndGet(LONGEST_MOVE.toNanos());
        write(Side.LEGACY, new ControlRecord(Phase.MOVING, 3));
        nanos.incrementAndGet();

        recover();

        assertThat(legacy.control().read()).isEqualTo(new ControlRecord(Phase.MOVING, 3));
    }

    @Test
    void whatWasDecidedAndLeftIsTakenUp() {
        write(Side.TARGET, new ControlRecord(Phase.AWAY, 2));
        write(Side.LEGACY, new ControlRecord(Phase.AWAY, 3));

        recover();

        assertThat(target.control().read()).isEqualTo(new ControlRecord(Phase.STEADY, 3));
    }

    /** What the control loop does for a leader, beside following it. */
    private void recover() {
        recovery.watch(Side.LEGACY);
        fence.keep();
        recovery.assumeLeadership();
    }

    private void write(Side side, ControlRecord next) {
        assertThat(stores.control(side).compareAndSet(stores.control(side).read(), next))
                .isTrue();
    }

    private MaintenanceLoop maintenance() {
        assertThat(legacy.control()
                        .initialise(new ControlRecord(Phase.STEADY, 1))
                        .leads())
                .isTrue();
        assertThat(target.control().initialise(new ControlRecord(Phase.AWAY, 1)).leads())
                .isFalse();
        return new MaintenanceLoop(
                new ModuleContext(
                        stores,
                        stages,
                        new PauseLock(),
                        sends,
                        new ModuleClock(InstantSource.system(), nanos::get),
                        DualWriteListener.none(),
                        new Supervisor("module", InstantSource.system(), TaskListener.NONE)),
                new Reconcilers(reconcilers("forward"), reconcilers("reverse")),
                PassLimits.NONE);
    }

    private Map<EntityType<?>, Reconciler> reconcilers(String direction) {
        Map<EntityType<?>, Reconciler> reconcilers = new LinkedHashMap<>();
        for (String name : List.of("a", "b")) {
            EntityType<Document> type = EntityType.builder("module", name).build();
            reconcilers.put(type, reconciler(direction + " " + name));
        }
        return reconcilers;
    }

    private Reconciler reconciler(String name) {
        return (Reconciler) Proxy.newProxyInstance(
                Reconciler.class.getClassLoader(), new Class<?>[] {Reconciler.class}, (self, method, args) -> {
                    return switch (method.getName()) {
                        case "runOnce" -> pass(name);
                        case "backlog" -> new Backlog(0, Optional.empty(), Optional.of(0L));
                        case "hashCode" -> name.hashCode();
                        case "equals" -> self == args[0];
                        default -> throw new AssertionError(method.getName());
                    };
                });
    }

    private ReconcileResult pass(String name) {
        passes.add(name);
        if (failing.contains(name)) {
            throw new IllegalStateException("injected in " + name);
        }
        return ReconcileResult.EMPTY;
    }
}
