// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.scheduler;

import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.runtime.ModuleDescriptor;

/** The module {@code scheduler}: schedules, runs, jobs and their workers. Tables in {@code db/scheduler}. */
public final class SchedulerModule {

    private SchedulerModule() {}

    /** The module with its entity types, in the order in which they refer to each other. */
    public static ModuleDescriptor descriptor() {
        return ModuleDescriptor.of(
                "scheduler",
                EntityType.of(Schedule.class),
                EntityType.of(Run.class),
                EntityType.of(RunSummary.class),
                EntityType.of(GraphJob.class),
                EntityType.of(PolicyJob.class),
                EntityType.of(ImpactSnapshot.class),
                EntityType.of(ExecutionLog.class),
                EntityType.of(Worker.class),
                EntityType.of(LockLease.class),
                EntityType.of(AuditEntry.class));
    }
}
