// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.memory;

import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.DeadLetters;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.LegacyStore;

/**
 * The legacy stores of a module, with the keys of all cohorts, under the control record of one.
 *
 * @param module the backend of the module
 * @param control the control record of the cohort
 */
public record MemoryCohortLegacy(LegacyBackend module, ControlStore control) implements LegacyBackend {

    @Override
    public LegacyStore store(EntityType<?> type) {
        return module.store(type);
    }

    @Override
    public DeadLetters deadLetters() {
        return module.deadLetters();
    }

    @Override
    public ControlEntries entries() {
        return module.entries();
    }

    @Override
    public void close() {
        module.close();
    }
}
