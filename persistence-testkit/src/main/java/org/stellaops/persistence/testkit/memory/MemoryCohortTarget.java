// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.memory;

import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.Checkpoints;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.spi.DeadLetters;
import org.stellaops.persistence.spi.RepairRecords;
import org.stellaops.persistence.spi.TargetBackend;

/** The target stores of a module, with the keys of all cohorts, fenced by the control record of one. */
record MemoryCohortTarget(MemoryTargetBackend module, MemoryControl control) implements TargetBackend {

    @Override
    public MemoryTargetStore store(EntityType<?> type) {
        return module.store(type).fencedBy(control);
    }

    @Override
    public Checkpoints checkpoints() {
        return module.checkpoints();
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
    public RepairRecords repairs() {
        return module.repairs();
    }

    @Override
    public void close() {
        module.close();
    }
}
