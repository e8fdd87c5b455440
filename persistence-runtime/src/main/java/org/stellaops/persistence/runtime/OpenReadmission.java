// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import java.util.Optional;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.DualWriteModule;
import org.stellaops.persistence.dualwrite.admission.Readmission;
import org.stellaops.persistence.dualwrite.admission.ReadmissionPlan;
import org.stellaops.persistence.dualwrite.admission.ReadmissionReport;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.runtime.config.ModuleSettings;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.TargetBackend;

/** A readmission with the backends that it opened. */
public final class OpenReadmission implements Readmission, AutoCloseable {

    private final LegacyBackend legacy;
    private final TargetBackend target;
    private final Readmission readmission;

    private OpenReadmission(LegacyBackend legacy, TargetBackend target, Readmission readmission) {
        this.legacy = legacy;
        this.target = target;
        this.readmission = readmission;
    }

    static OpenReadmission of(
            ModuleDescriptor module, ModuleSettings settings, Backends backends, DualWriteListener listener) {
        LegacyBackend legacy = backends.legacy(module, settings);
        try {
            TargetBackend target = backends.target(module, settings);
            Readmission readmission = DualWriteModule.builder(module.name())
                    .legacy(legacy)
                    .target(target)
                    .types(module.entityTypes())
                    .listener(listener)
                    .readmission();
            return new OpenReadmission(legacy, target, readmission);
        } catch (RuntimeException e) {
            throw ModuleOpening.closing(legacy, e);
        }
    }

    @Override
    public Optional<ReadmissionPlan> plan() {
        return readmission.plan();
    }

    @Override
    public ReadmissionPlan plan(Side serving) {
        return readmission.plan(serving);
    }

    @Override
    public ReadmissionReport carryOut(ReadmissionPlan plan, String reason) {
        return readmission.carryOut(plan, reason);
    }

    @Override
    public void close() {
        try (legacy;
                target) {
            // Closing is all there is to do.
        }
    }
}
