// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator.scenario;

import org.stellaops.persistence.dualwrite.settings.Tokens;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.simulator.StepRunner;
import org.stellaops.persistence.simulator.SteppedStores;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.TargetBackend;
import org.stellaops.persistence.testkit.memory.MemoryLegacyBackend;
import org.stellaops.persistence.testkit.memory.MemoryTargetBackend;

/** The backends of what is moved for itself in a simulation: a module, or a cohort of one. */
interface SimulatedBackends {

    /** The type of its records. */
    EntityType<Document> type();

    /** Without steps and breaks. */
    LegacyBackend legacy();

    /** Without steps and breaks. */
    TargetBackend target();

    /**
     * As a process sees it, each call a step.
     *
     * @param tokens names that no process gives twice
     */
    LegacyBackend legacy(Break broken, StepRunner steps, Tokens tokens);

    /** As a process sees it, each call a step. */
    TargetBackend target(Break broken, StepRunner steps);

    /** Those of a module. */
    record OfModule(EntityType<Document> type, MemoryLegacyBackend legacy, MemoryTargetBackend target)
            implements SimulatedBackends {

        @Override
        public LegacyBackend legacy(Break broken, StepRunner steps, Tokens tokens) {
            return SteppedStores.legacy(broken.legacy(legacy), steps);
        }

        @Override
        public TargetBackend target(Break broken, StepRunner steps) {
            return SteppedStores.target(broken.target(target), steps);
        }
    }
}
