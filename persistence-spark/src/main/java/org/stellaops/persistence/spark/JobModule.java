// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spark;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.stellaops.persistence.dualwrite.backfill.BackfillParts;
import org.stellaops.persistence.dualwrite.backfill.BackfillSettings;
import org.stellaops.persistence.dualwrite.slot.WorkSlots;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.PersistenceModule;

/**
 * A module that this process has open, with what it remembers of the leases of others.
 *
 * <p>Safe for concurrent use.
 */
final class JobModule {

    /** Jobs of all kinds share the slots of a module, since they share its databases. */
    private static final String SLOTS = "spark";

    private final Persistence persistence;
    private final ModuleDescriptor descriptor;
    private final Map<Job, BackfillParts> backfills = new ConcurrentHashMap<>();
    private final Map<Job.Limits, WorkSlots> slots = new ConcurrentHashMap<>();

    JobModule(Persistence persistence, ModuleDescriptor descriptor) {
        this.persistence = persistence;
        this.descriptor = descriptor;
    }

    PersistenceModule module() {
        return persistence.module(descriptor.name());
    }

    EntityType<?> type(Job job) {
        return descriptor.entityTypes().stream()
                .filter(it -> it.name().equals(job.type()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("module " + descriptor.name()
                        + " of this process has no entity type " + job.type()
                        + "; submit the same jars to the driver and the executors"));
    }

    BackfillParts backfill(Job job) {
        return backfills.computeIfAbsent(job, it -> module().backfillParts(type(it), settings(it)));
    }

    WorkSlots slots(Job.Limits limits) {
        return slots.computeIfAbsent(
                limits,
                it -> new WorkSlots(module().target().entries(), SLOTS, it.slots(), it.lease(), System::nanoTime));
    }

    private static BackfillSettings settings(Job job) {
        BackfillSettings defaults = BackfillSettings.defaults();
        Job.Batches batches = job.batches();
        return defaults.withBatch(batches.records() == 0 ? defaults.batch() : batches.records())
                .withRecordsPerSecond(batches.perSecond())
                .withParts(batches.parts())
                .withLease(job.limits().lease());
    }

    void close() {
        persistence.close();
    }
}
