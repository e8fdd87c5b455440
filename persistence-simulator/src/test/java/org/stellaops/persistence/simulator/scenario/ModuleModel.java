// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator.scenario;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.simulator.Run;
import org.stellaops.persistence.simulator.StepRunner;

/** A simulated module and its actors, to be explored state by state. */
final class ModuleModel extends TwoStoreModel {

    /** The run of whoever lets the stores come to rest. */
    static final Run AT_REST = new Run() {
        @Override
        public StepRunner steps() {
            return new StepRunner() {
                @Override
                public <R> R run(String store, String call, boolean writes, Supplier<R> effect) {
                    return effect.get();
                }
            };
        }

        @Override
        public void observe(String what) {}

        @Override
        public String currentActor() {
            return "at rest";
        }

        @Override
        public void forget(String place) {}
    };

    private final SimulatedModule module;
    private final List<RecordKey> keys;

    ModuleModel(SimulatedModule module, List<Body> actors, List<RecordKey> keys) {
        super(module.legacy, module.target, actors, () -> module.history);
        this.module = module;
        this.keys = keys;
    }

    @Override
    public void begin(Run run) {
        module.begin(run);
    }

    @Override
    public void checkState() {
        keys.forEach(module::checkNotPendingIsEqual);
    }

    @Override
    public Map<RecordKey, Optional<String>> comeToRest() {
        module.begin(AT_REST);
        return module.comeToRest(keys);
    }
}
