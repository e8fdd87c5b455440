// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator.scenario;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.backfill.Backfill;
import org.stellaops.persistence.dualwrite.backfill.BackfillSettings;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.dualwrite.internal.failover.DecisionCheck;
import org.stellaops.persistence.dualwrite.internal.failover.LeaderChange;
import org.stellaops.persistence.dualwrite.internal.reconcile.LegacyReconciler;
import org.stellaops.persistence.dualwrite.internal.reconcile.TargetReconciler;
import org.stellaops.persistence.dualwrite.internal.tombstone.TombstoneRemoval;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.settings.Recheck;
import org.stellaops.persistence.dualwrite.tombstone.TombstoneRetention;
import org.stellaops.persistence.simulator.Chooser;
import org.stellaops.persistence.simulator.Faults;
import org.stellaops.persistence.simulator.Scenario;
import org.stellaops.persistence.simulator.Simulation;

/**
 * Two removals of tombstones, each with an epoch advance and each a process of its own, beside callers that keep what they once
 * knew of the epoch, a reconciler, a backfill while the legacy store leads, and in some mixes a change of leader there and back;
 * with crashes, unanswered steps, and steps that take effect long after. What callers do is drawn from the seed.
 */
final class EpochAdvanceScenario implements Scenario {

    /** Which processes there are beside callers, reconciler and removals. */
    enum Beside {
        NOBODY,
        BACKFILL,
        COORDINATOR
    }

    private static final List<RecordKey> ALL_KEYS = List.of(RecordKey.global("a"), RecordKey.global("b"));
    private static final TombstoneRetention ALL = TombstoneRetention.defaults().withKeep(Duration.ZERO);
    private static final int CALLERS = 3;
    private static final int CALLS = 2;

    private final ExecutorService threads;
    private final Faults faults;
    private final long seed;
    private final Side first;
    private final Beside beside;
    private final Break broken;
    private final List<RecordKey> keys;

    EpochAdvanceScenario(
            ExecutorService threads, Faults faults, long seed, int keys, Side first, Beside beside, Break broken) {
        this.threads = threads;
        this.faults = faults;
        this.seed = seed;
        this.keys = ALL_KEYS.subList(0, keys);
        this.first = first;
        this.beside = beside;
        this.broken = broken;
    }

    @Override
    public World begin(Chooser chooser) {
        SimulatedModule module = new SimulatedModule(first, broken);
        Simulation simulation = new Simulation(chooser, faults, threads);
        module.runIn(simulation);
        Random random = new Random(seed);
        prepare(module, random);
        new RandomCalls(keys, "ddip", CALLERS, CALLS).addTo(simulation, module, random);
        simulation.actor("reconciler", "reconciler", () -> reconcile(module, simulation));
        for (int i = 1; i <= 2; i++) {
            String name = "removal" + i;
            simulation.actor(name, name, () -> removeTombstones(module, simulation));
        }
        if (beside == Beside.BACKFILL) {
            simulation.actor("backfill", "backfill", () -> backfill(module, simulation, module.steppedPair()));
        } else if (beside == Beside.COORDINATOR) {
            simulation.actor("coordinator", "coordinator", () -> moveThereAndBack(module, simulation));
        }
        simulation.afterEachStep(() -> keys.forEach(module::checkNotPendingIsEqual));
        return new World() {
            @Override
            public Simulation simulation() {
                return simulation;
            }

            @Override
            public void checkAtRest() {
                if (beside == Beside.BACKFILL) {
                    backfill(
                            module,
                            simulation,
                            new EntityPair(SimulatedModule.TYPE, module.legacyStore, module.targetStore));
                }
                module.checkAtRest(keys);
            }
        };
    }

    private void prepare(SimulatedModule module, Random random) {
        if (beside == Beside.BACKFILL) {
            module.putUnversioned(keys.get(0), "old");
        } else if (random.nextBoolean()) {
            module.putReplicated(keys.get(0), "old");
        }
    }

    private void reconcile(SimulatedModule module, Simulation simulation) {
        for (int i = 0; i < 2; i++) {
            attempt(
                    simulation,
                    () -> new LegacyReconciler(
                                    module.steppedPair(),
                                    module.readAlways(Side.LEGACY),
                                    module.settings(3),
                                    event -> {})
                            .runOnce());
            attempt(
                    simulation,
                    () -> new TargetReconciler(
                                    module.steppedPair(),
                                    module.readAlways(Side.TARGET),
                                    module.settings(3),
                                    event -> {})
                            .runOnce());
        }
    }

    private void removeTombstones(SimulatedModule module, Simulation simulation) {
        ModuleStores stores = module.steppedStores();
        int unused = module.history.beginLeaderChange();
        for (Side leader : List.of(first, beside == Beside.COORDINATOR ? first.other() : first)) {
            attempt(
                    simulation,
                    () -> new TombstoneRemoval(stores, module.settings(3), event -> {}).remove(leader, ALL));
        }
    }

    /** Tries again at once, since nothing waits here. */
    private static void backfill(SimulatedModule module, Simulation simulation, EntityPair pair) {
        attempt(
                simulation,
                () -> new Backfill(
                                pair,
                                EpochView.of(module.steppedStores().legacyControl()),
                                module.target.checkpoints(),
                                BackfillSettings.defaults().withReadAhead(0).withRetry(new Recheck(5, Duration.ZERO)),
                                event -> {},
                                () -> module.settings(1).tokens().next(),
                                InstantSource.fixed(Instant.EPOCH),
                                () -> 0,
                                length -> {})
                        .run()
                        .counts());
    }

    private void moveThereAndBack(SimulatedModule module, Simulation simulation) {
        int unused = module.history.beginLeaderChange();
        for (Side to : List.of(first.other(), first)) {
            attempt(
                    simulation,
                    () -> new LeaderChange(module.steppedStores(), module.settings(3), event -> {}, () -> 0)
                            .moveTo(to, Duration.ZERO, DecisionCheck.NOTHING));
        }
    }

    private interface Work {
        Object result();
    }

    private static void attempt(Simulation simulation, Work work) {
        try {
            simulation.observe(work.result().toString());
        } catch (StoreException e) {
            simulation.observe("aborted: " + e.fault().kind());
        }
    }
}
