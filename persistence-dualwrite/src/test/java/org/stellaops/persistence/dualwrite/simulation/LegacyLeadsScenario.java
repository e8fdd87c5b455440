package org.stellaops.persistence.dualwrite.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.protocol.LegacyReconciler;
import org.stellaops.persistence.dualwrite.protocol.Pass;
import org.stellaops.persistence.testkit.sim.Chooser;
import org.stellaops.persistence.testkit.sim.Faults;
import org.stellaops.persistence.testkit.sim.Scenario;
import org.stellaops.persistence.testkit.sim.Simulation;

/** Callers and reconcilers, each a process of its own, on one key while the legacy store leads. */
final class LegacyLeadsScenario implements Scenario {

    static final RecordKey KEY = RecordKey.global("k");

    private final Faults faults;
    private final ExecutorService threads;
    private final Consumer<SimulatedModule> before;
    private final List<Consumer<Callers>> callers;
    private final int reconcilers;
    private final int attempts;
    private final Break broken;

    LegacyLeadsScenario(
            ExecutorService threads,
            Faults faults,
            int attempts,
            int reconcilers,
            Consumer<SimulatedModule> before,
            List<Consumer<Callers>> callers,
            Break broken) {
        this.threads = threads;
        this.faults = faults;
        this.attempts = attempts;
        this.reconcilers = reconcilers;
        this.before = before;
        this.callers = new ArrayList<>(callers);
        this.broken = broken;
    }

    @Override
    public World begin(Chooser chooser) {
        SimulatedModule module = new SimulatedModule(Side.LEGACY, broken);
        before.accept(module);
        Simulation simulation = new Simulation(chooser, faults, module::state, threads);
        module.runIn(simulation);
        for (int i = 0; i < callers.size(); i++) {
            String name = "caller" + (i + 1);
            Consumer<Callers> work = callers.get(i);
            simulation.actor(name, name, () -> work.accept(Callers.ofLegacy(module, name, attempts)));
        }
        for (int i = 0; i < reconcilers; i++) {
            String name = "reconciler" + (i + 1);
            simulation.actor(name, name, () -> reconcile(module, simulation));
        }
        simulation.afterEachStep(() -> module.checkUnmarkedIsEqual(KEY));
        return new World() {
            @Override
            public Simulation simulation() {
                return simulation;
            }

            @Override
            public void checkAtRest() {
                module.comeToRest(List.of(KEY));
            }
        };
    }

    private static void reconcile(SimulatedModule module, Simulation simulation) {
        try {
            Pass pass = new LegacyReconciler(
                            module.steppedPair(), module.readOnce(Side.LEGACY), module.settings(3), event -> {})
                    .runOnce();
            simulation.observe(pass.toString());
        } catch (StoreException e) {
            simulation.observe("gave up: " + e.fault().kind());
        }
    }
}
