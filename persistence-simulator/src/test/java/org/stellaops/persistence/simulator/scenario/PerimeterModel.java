// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator.scenario;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.simulator.History;
import org.stellaops.persistence.simulator.Model;
import org.stellaops.persistence.simulator.Run;

/** A module with its perimeter, to be explored state by state. */
final class PerimeterModel implements Model {

    private final PerimeterWorld world;
    private final List<Body> actors;
    private final History before;

    PerimeterModel(PerimeterWorld world, List<Body> actors) {
        this.world = world;
        this.actors = actors;
        this.before = world.module.history;
    }

    @Override
    public Map<String, ModelStore> parts() {
        Map<String, ModelStore> parts = new LinkedHashMap<>();
        parts.put("legacy", new ModelStore(world.module.legacy::keep, world.module.legacy::dump));
        parts.put("target", new ModelStore(world.module.target::keep, world.module.target::dump));
        return parts;
    }

    @Override
    public List<Body> actors() {
        return actors;
    }

    @Override
    public void begin(Run run) {
        world.begin(run);
    }

    @Override
    public History history() {
        return world.module.history;
    }

    @Override
    public History before() {
        return before;
    }

    @Override
    public void checkState() {
        world.checkState();
    }

    @Override
    public Map<RecordKey, Optional<String>> comeToRest() {
        world.begin(ModuleModel.AT_REST);
        return new PerimeterRest(world).come();
    }
}
