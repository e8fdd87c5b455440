// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import java.util.ArrayList;
import java.util.List;
import org.stellaops.persistence.dualwrite.DualWriteModule;
import org.stellaops.persistence.dualwrite.shadow.ShadowReads;
import org.stellaops.persistence.dualwrite.sink.SinkDelivery;
import org.stellaops.persistence.dualwrite.supervision.TaskHealth;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.TargetBackend;

/** All that an open module consists of. */
record OpenedModule(
        LegacyBackend legacy,
        TargetBackend target,
        DualWriteModule dualWrite,
        ShadowReads shadowReads,
        SinkDelivery sinks)
        implements AutoCloseable {

    ModuleHealth health() {
        List<TaskHealth> tasks = new ArrayList<>(dualWrite.health());
        tasks.addAll(shadowReads.health());
        tasks.addAll(sinks.health());
        return new ModuleHealth(
                dualWrite.name(), dualWrite.stage(), dualWrite.leaderAnswers(), dualWrite.bothStoresAnswer(), tasks);
    }

    @Override
    public void close() {
        // Backends last: the background work may still be using them.
        try (legacy;
                target;
                sinks;
                dualWrite;
                shadowReads) {
            // Only to be closed.
        }
    }
}
