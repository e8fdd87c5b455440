// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator.scenario;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.simulator.Run;

/** A module with its perimeter, to be explored state by state. */
final class PerimeterModel extends TwoStoreModel {

    private final PerimeterWorld world;

    PerimeterModel(PerimeterWorld world, List<Body> actors) {
        super(world.module.legacy, world.module.target, actors, () -> world.module.history);
        this.world = world;
    }

    @Override
    public void begin(Run run) {
        world.begin(run);
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
