// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Cohort;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.ControlStore.FenceStrength;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.StepResult;
import org.stellaops.persistence.spi.TargetBackend;
import org.stellaops.persistence.spi.TargetWrite;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;

/** Cohorts in memory share stores and a fence, and have control records of their own. */
class MemoryCohortsTest {

    private static final EntityType<?> NOTES = EntityType.builder("desk", "notes")
            .tenancy(Tenancy.TENANT)
            .fields(FieldDef.text("body"))
            .build();

    private static final Struct CONTENT = Struct.builder().put("body", "b").build();
    private static final Cohort PILOT = new Cohort("desk", "pilot", 1, "acme"::equals);
    private static final Cohort REST = new Cohort("desk", "rest", 2, it -> !it.equals("acme"));

    private final MemoryLegacyBackend module = new MemoryLegacyBackend();
    private final LegacyBackend pilot = module.cohort(PILOT);
    private final LegacyBackend rest = module.cohort(REST);

    @Test
    void aRaiseForOneCohortLeavesTheFenceOfTheOtherWhereItIs() {
        long ofPilot = begin(pilot);
        long ofRest = begin(rest);

        assertThat(pilot.control().raiseFence(ofPilot + 2)).isEqualTo(FenceStrength.STRONG);

        assertThat(insert(pilot, "acme", ofPilot + 1)).isEqualTo(new StepResult.Fenced());
        assertThat(insert(pilot, "acme", ofPilot + 2)).isEqualTo(new StepResult.Done());
        assertThat(insert(rest, "globex", ofRest)).isEqualTo(new StepResult.Done());
        assertThat(pilot.control().fenceEpoch()).isEqualTo(ofPilot + 2);
        assertThat(rest.control().fenceEpoch()).isEqualTo(ofRest);
    }

    @Test
    void aFenceIsWeakWhileAnotherRaiseHasNotEnded() {
        long ofPilot = begin(pilot);
        long ofRest = begin(rest);
        module.fenceRecord().announce(REST.number(), ofRest + 1, "of a process that died");

        assertThat(pilot.control().raiseFence(ofPilot + 1)).isEqualTo(FenceStrength.WEAK);
        module.fenceRecord().remove("of a process that died");
        assertThat(pilot.control().raiseFence(ofPilot + 1)).isEqualTo(FenceStrength.STRONG);
    }

    @Test
    void aTargetIsFencedByTheControlRecordOfEachCohort() {
        MemoryTargetBackend shared = new MemoryTargetBackend();
        TargetBackend leads = shared.cohort(PILOT);
        TargetBackend follows = shared.cohort(REST);
        long ofPilot =
                leads.control().initialise(new ControlRecord(Phase.STEADY, 1)).epoch();
        long ofRest =
                follows.control().initialise(new ControlRecord(Phase.AWAY, 1)).epoch();

        assertThat(put(leads, "acme", ofPilot)).isInstanceOf(TargetWrite.Result.LeaderWriteResult.class);
        assertThat(put(follows, "globex", ofRest)).isInstanceOf(TargetWrite.Result.NotLeading.class);
        assertThat(shared.store(NOTES).count()).isEqualTo(1);
    }

    @Test
    void whatIsRestoredIncludesTheCohorts() {
        long ofPilot = begin(pilot);
        String before = module.dump();
        Runnable restore = module.keep();
        assertThat(pilot.control().raiseFence(ofPilot + 2)).isEqualTo(FenceStrength.STRONG);
        ControlRecord now = pilot.control().read();
        assertThat(pilot.control().compareAndSet(now, now.at(Phase.MOVING, ofPilot)))
                .isTrue();
        assertThat(module.dump()).isNotEqualTo(before);

        restore.run();

        assertThat(module.dump()).isEqualTo(before);
    }

    /** Makes the control record and the fence; the first epoch. */
    private static long begin(LegacyBackend backend) {
        long epoch =
                backend.control().initialise(new ControlRecord(Phase.STEADY, 1)).epoch();
        assertThat(backend.control().raiseFence(epoch)).isEqualTo(FenceStrength.STRONG);
        return epoch;
    }

    private static StepResult insert(LegacyBackend backend, String tenant, long epoch) {
        Image.Present image = Image.Present.of(RecordKey.of(tenant, "k"), new VersionStamp(epoch << 40, "t"), CONTENT);
        return backend.store(NOTES).insert(image, epoch);
    }

    private static TargetWrite.Result put(TargetBackend backend, String tenant, long epoch) {
        return backend.store(NOTES)
                .write(new TargetWrite(
                        RecordKey.of(tenant, "k"),
                        new TargetWrite.Change.Put(CONTENT, ContentHash.of(CONTENT)),
                        Precondition.none(),
                        epoch,
                        "t",
                        TargetWrite.PendingFlag.PENDING));
    }
}
