// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator.scenario;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.internal.failover.LeaderChangeResult;
import org.stellaops.persistence.dualwrite.internal.reconcile.LegacyReconciler;
import org.stellaops.persistence.dualwrite.internal.reconcile.TargetReconciler;
import org.stellaops.persistence.simulator.Chooser;
import org.stellaops.persistence.simulator.Faults;
import org.stellaops.persistence.simulator.Scenario;
import org.stellaops.persistence.simulator.Simulation;

/**
 * Four callers on three keys, reconcilers of both directions, a backfill where there is something to copy, and two changes of
 * leader, there and back, with crashes, paused processes, failed and unanswered steps, and steps that take effect long after. What callers do is drawn from the seed; when, and what fails,
 * is the chooser's.
 */
final class RandomScenario implements Scenario {

    private static final List<RecordKey> ALL_KEYS =
            List.of(RecordKey.global("a"), RecordKey.global("b"), RecordKey.global("c"));

    private static final int CALLERS = 4;
    private static final int CALLS = 3;

    private final ExecutorService threads;
    private final Faults faults;
    private final long seed;
    private final Break broken;
    private final List<RecordKey> keys;
    private final Side first;

    RandomScenario(ExecutorService threads, Faults faults, long seed) {
        this(threads, faults, seed, ALL_KEYS.size(), Side.LEGACY, Break.NONE);
    }

    RandomScenario(ExecutorService threads, Faults faults, long seed, int keys, Side first, Break broken) {
        this.threads = threads;
        this.faults = faults;
        this.seed = seed;
        this.keys = ALL_KEYS.subList(0, keys);
        this.first = first;
        this.broken = broken;
    }

    @Override
    public World begin(Chooser chooser) {
        SimulatedModule module = new SimulatedModule(first, broken);
        Simulation simulation = new Simulation(chooser, faults, threads);
        module.runIn(simulation);
        Random random = new Random(seed);
        boolean unversioned = first == Side.LEGACY && random.nextInt(3) == 0;
        if (unversioned) {
            keys.forEach(key -> module.putUnversioned(key, "old"));
        } else if (random.nextBoolean()) {
            module.putReplicated(keys.get(0), "old");
        }
        new RandomCalls(keys, "dippco", CALLERS, CALLS).addTo(simulation, module, random);
        for (int i = 1; i <= 2; i++) {
            String name = "reconciler" + i;
            simulation.actor(name, name, () -> reconcile(module, simulation));
        }
        if (unversioned) {
            simulation.actor("coordinator1", "coordinator1", () -> moveWhatIsCopied(module));
        } else {
            simulation.actor("coordinator1", "coordinator1", () -> moveTo(module, first.other()));
            simulation.actor("coordinator2", "coordinator2", () -> {
                moveTo(module, first.other());
                moveTo(module, first);
            });
        }
        simulation.afterEachStep(() -> keys.forEach(module::checkNotPendingIsEqual));
        return new World() {
            @Override
            public Simulation simulation() {
                return simulation;
            }

            @Override
            public void checkAtRest() {
                module.checkAtRest(keys);
            }
        };
    }

    /** Two passes of a reconciler in either direction. */
    static void reconcile(SimulatedModule module, Simulation simulation) {
        for (int i = 0; i < 2; i++) {
            try {
                simulation.observe(new LegacyReconciler(
                                module.steppedPair(), module.readAlways(Side.LEGACY), module.settings(3), event -> {})
                        .runOnce()
                        .toString());
                simulation.observe(new TargetReconciler(
                                module.steppedPair(), module.readAlways(Side.TARGET), module.settings(3), event -> {})
                        .runOnce()
                        .toString());
            } catch (StoreException e) {
                simulation.observe("aborted: " + e.fault().kind());
            }
        }
    }

    /** As a gate demands: no lead moves before everything has been copied. */
    private void moveWhatIsCopied(SimulatedModule module) {
        Optional<BackfillRun> run = backfill(module).or(() -> backfill(module));
        if (run.filter(BackfillRun::isFinished).isPresent()) {
            moveTo(module, first.other());
            moveTo(module, first);
        }
    }

    private static Optional<BackfillRun> backfill(SimulatedModule module) {
        try {
            return Optional.of(Cast.backfillOf(module.steppedPair(), module.readAlways(Side.LEGACY), module.settings(3))
                    .run());
        } catch (StoreException e) {
            module.observe("aborted: " + e.fault().kind());
            return Optional.empty();
        }
    }

    /** A change of leader, after which the history knows that the former epoch is over. */
    static void moveTo(SimulatedModule module, Side to) {
        int change = module.history.beginLeaderChange();
        try {
            LeaderChangeResult result =
                    module.leaderChange(event -> {}).moveTo(to, Duration.ZERO, (from, epoch) -> Optional.empty());
            if (result instanceof LeaderChangeResult.Moved) {
                module.history.endEpoch(change);
            }
            module.observe(result.toString());
        } catch (StoreException e) {
            module.observe("aborted: " + e.fault().kind());
        }
    }
}
