// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.memory;

import java.util.Optional;
import org.stellaops.persistence.cohort.FenceDemand;
import org.stellaops.persistence.spi.ControlStore.FenceStrength;

/** The fence of a legacy store as its cohorts set it. */
record MemoryValidator(Steps steps, MemoryFence fence) implements SharedValidator {

    @Override
    public Optional<FenceDemand> demand() {
        return steps.step(fence::demand);
    }

    @Override
    public void set(FenceDemand demand) {
        FenceStrength unused = steps.step(() -> fence.raise(demand));
    }

    @Override
    public boolean refuses(long epoch) {
        return steps.step(() -> fence.refuses(epoch));
    }
}
