// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator.scenario;

import org.stellaops.persistence.cohort.CohortBackends;
import org.stellaops.persistence.cohort.SharedFence;
import org.stellaops.persistence.cutover.Cohort;
import org.stellaops.persistence.dualwrite.settings.Tokens;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.simulator.StepRunner;
import org.stellaops.persistence.simulator.SteppedStores;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.TargetBackend;
import org.stellaops.persistence.testkit.memory.MemoryCohortControl;
import org.stellaops.persistence.testkit.memory.MemoryCohortLegacy;
import org.stellaops.persistence.testkit.memory.MemoryLegacyBackend;
import org.stellaops.persistence.testkit.memory.MemoryTargetBackend;

/**
 * The backends of one cohort, which it shares with the others of its module. From the stores upwards: what is broken, what a cohort
 * must keep to, the steps, and then the product's own filter of keys and its raise of the fence.
 */
record SimulatedCohort(Cohort cohort, MemoryLegacyBackend legacyOfAll, MemoryTargetBackend targetOfAll)
        implements SimulatedBackends {

    private static final EntityType<Document> TYPE = EntityType.builder("sim", "things")
            .tenancy(Tenancy.TENANT)
            .fields(FieldDef.text("value"))
            .build();

    @Override
    public EntityType<Document> type() {
        return TYPE;
    }

    @Override
    public LegacyBackend legacy() {
        return legacyOfAll.cohort(cohort);
    }

    @Override
    public TargetBackend target() {
        return targetOfAll.cohort(cohort);
    }

    @Override
    public LegacyBackend legacy(Break broken, StepRunner steps, Tokens tokens) {
        LegacyBackend record = legacyOfAll.withRecordOf(cohort);
        LegacyBackend stepped =
                SteppedStores.legacy(new CohortRules(cohort, record.control()).legacy(broken.legacy(record)), steps);
        LegacyBackend fenced = new MemoryCohortLegacy(stepped, fenced(stepped.control(), broken, steps, tokens));
        return broken.seesAllKeys() ? fenced : CohortBackends.legacy(cohort, fenced, legacyOfAll);
    }

    private ControlStore fenced(ControlStore record, Break broken, StepRunner steps, Tokens tokens) {
        SteppedFence fence = new SteppedFence(legacyOfAll.fenceRecord(), legacyOfAll.validator(), steps);
        return new MemoryCohortControl(
                cohort,
                record,
                new SharedFence(broken.fenceRecord(fence), tokens::next, () -> 0, attempt -> {}),
                broken.validator(fence));
    }

    @Override
    public TargetBackend target(Break broken, StepRunner steps) {
        ControlStore ofLegacy = legacyOfAll.withRecordOf(cohort).control();
        TargetBackend stepped = SteppedStores.target(
                new CohortRules(cohort, ofLegacy).target(broken.target(targetOfAll.withRecordOf(cohort))), steps);
        return broken.seesAllKeys() ? stepped : CohortBackends.target(cohort, stepped, targetOfAll);
    }
}
