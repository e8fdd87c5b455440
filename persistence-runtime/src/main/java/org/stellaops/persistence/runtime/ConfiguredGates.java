// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Function;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.gate.StageGate;
import org.stellaops.persistence.dualwrite.gate.StageGates;
import org.stellaops.persistence.runtime.config.Config;

/** The gates of a configuration: those of the library, what modules require of each other, and those that providers name. */
final class ConfiguredGates {

    private ConfiguredGates() {}

    /**
     * These gates.
     *
     * @param stageOf where a module stands, by its stores
     * @throws IllegalStateException if a provider cannot be loaded
     */
    static StageGate of(Config config, Function<String, Optional<Stage>> stageOf) {
        Map<String, Set<String>> requires = new LinkedHashMap<>();
        config.modules().forEach((name, it) -> requires.put(name, it.requires()));
        StageGate all = StageGates.defaults(config.stages().gates()).and(StageGates.requirements(requires, stageOf));
        try {
            for (StageGateProvider it : ServiceLoader.load(StageGateProvider.class)) {
                all = all.and(it.gate());
            }
        } catch (ServiceConfigurationError | LinkageError e) {
            throw new IllegalStateException(
                    "tried to load the gates that META-INF/services names: " + e.getMessage()
                            + "; check that the jar is complete and was built for this version of the library",
                    e);
        }
        return all;
    }
}
