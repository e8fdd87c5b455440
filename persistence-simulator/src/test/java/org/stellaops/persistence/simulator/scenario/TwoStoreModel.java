// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator.scenario;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.stellaops.persistence.simulator.History;
import org.stellaops.persistence.simulator.Model;
import org.stellaops.persistence.testkit.memory.MemoryLegacyBackend;
import org.stellaops.persistence.testkit.memory.MemoryTargetBackend;

/** Actors over two stores in memory, whose states are the state of the model. */
abstract class TwoStoreModel implements Model {

    private final MemoryLegacyBackend legacy;
    private final MemoryTargetBackend target;
    private final List<Body> actors;
    private final Supplier<History> history;
    private final History before;

    /**
     * A model of these actors.
     *
     * @param history of the run that is under way; until the first, what came before it
     */
    TwoStoreModel(
            MemoryLegacyBackend legacy, MemoryTargetBackend target, List<Body> actors, Supplier<History> history) {
        this.legacy = legacy;
        this.target = target;
        this.actors = actors;
        this.history = history;
        this.before = history.get();
    }

    @Override
    public final Map<String, ModelStore> parts() {
        Map<String, ModelStore> parts = new LinkedHashMap<>();
        parts.put("legacy", new ModelStore(legacy::keep, legacy::dump));
        parts.put("target", new ModelStore(target::keep, target::dump));
        return parts;
    }

    @Override
    public final List<Body> actors() {
        return actors;
    }

    @Override
    public final History history() {
        return history.get();
    }

    @Override
    public final History before() {
        return before;
    }
}
