// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status.internal.collect;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.stellaops.persistence.dualwrite.supervision.SupervisedLoop;
import org.stellaops.persistence.dualwrite.supervision.Supervisor;
import org.stellaops.persistence.dualwrite.supervision.TaskHealth;
import org.stellaops.persistence.dualwrite.supervision.TaskListener;
import org.stellaops.persistence.status.activity.StatusEvents;

/**
 * The threads of a page: one publishes what is known, twice a second, and waits for no store; one for each module asks its
 * stores, so that a store that hangs makes the page old and never makes it hang. All are supervised.
 */
public final class Collector implements AutoCloseable {

    private static final Duration PUBLISH_EVERY = Duration.ofMillis(500);

    private final List<ModuleWatch> modules = new ArrayList<>();
    private final List<SupervisedLoop> loops = new ArrayList<>();
    private final Supervisor supervisor;

    /**
     * How often stores are asked.
     *
     * @param often for where a module stands, what is pending, and round trips
     * @param seldom gates, dead letters and the audit trail are asked in one of so many passes
     */
    public record Rhythm(Duration often, int seldom) {

        /** Every two seconds, and what costs more every ten. */
        public static Rhythm defaults() {
            return new Rhythm(Duration.ofSeconds(2), 5);
        }
    }

    /** Starts nothing yet. */
    public Collector(List<? extends ModuleProbe> probes, StatusEvents events, InstantSource clock, Rhythm rhythm) {
        this.supervisor = new Supervisor("status page", clock, TaskListener.NONE);
        for (ModuleProbe probe : probes) {
            ModuleWatch watch = new ModuleWatch(probe, events, clock, rhythm.seldom());
            modules.add(watch);
            loops.add(supervisor.loop(
                    "asking the stores of " + probe.name(),
                    "persistence-status-" + probe.name(),
                    rhythm.often(),
                    watch.questions()::pass,
                    new SecureRandom()));
        }
    }

    /** Starts the threads; what is known is handed to the publisher twice a second. */
    public void start(Consumer<List<ModuleFacts>> publisher) {
        loops.add(supervisor.loop(
                "publishing the status page",
                "persistence-status-page",
                PUBLISH_EVERY,
                () -> {
                    modules.forEach(this::look);
                    publisher.accept(facts());
                    return false;
                },
                new SecureRandom()));
        loops.forEach(SupervisedLoop::start);
    }

    private void look(ModuleWatch module) {
        module.sample();
        if (module.hasNews()) {
            askSoon(module.name());
        }
    }

    /** What is known now. Never waits. */
    public List<ModuleFacts> facts() {
        return modules.stream().map(ModuleWatch::facts).toList();
    }

    /** A module, if there is one of this name. */
    public Optional<ModuleWatch> module(String name) {
        return modules.stream().filter(it -> it.name().equals(name)).findFirst();
    }

    /** Asks everything anew, soon: something was changed. */
    public void askSoon(String module) {
        for (int i = 0; i < modules.size(); i++) {
            if (modules.get(i).name().equals(module)) {
                modules.get(i).questions().wantCostly();
                loops.get(i).wake();
            }
        }
    }

    /** How its own threads are. */
    public List<TaskHealth> health() {
        return supervisor.health();
    }

    @Override
    public void close() {
        // Each waits some seconds for a store that hangs, so all at once.
        loops.parallelStream().forEach(SupervisedLoop::close);
    }
}
