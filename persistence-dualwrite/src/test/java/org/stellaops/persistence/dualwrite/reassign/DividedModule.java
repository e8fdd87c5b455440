// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.reassign;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.stellaops.persistence.cohort.AssignmentView;
import org.stellaops.persistence.cohort.CohortBackends;
import org.stellaops.persistence.cutover.Cohort;
import org.stellaops.persistence.cutover.CohortAssignment;
import org.stellaops.persistence.cutover.CohortAssignment.Share;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.cutover.StoredAssignment;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.testkit.memory.MemoryLegacyBackend;
import org.stellaops.persistence.testkit.memory.MemoryTargetBackend;

/** The stores of a module with three cohorts, in memory, and processes that reassign its tenants. */
final class DividedModule {

    static final List<String> TENANTS = List.of("acme", "globex", "initech", "umbrella");
    static final CohortAssignment FIRST = assignment(Set.of("acme", "globex"), Set.of("initech"));

    private final MemoryLegacyBackend legacy = new MemoryLegacyBackend();
    private final MemoryTargetBackend target = new MemoryTargetBackend();
    private final Map<String, MemoryLegacyBackend> legacyOf = new LinkedHashMap<>();
    private final Map<String, MemoryTargetBackend> targetOf = new LinkedHashMap<>();

    DividedModule() {
        legacy.entries().insert(StoredAssignment.entryOf(0), FIRST.text());
        target.entries().insert(StoredAssignment.entryOf(0), FIRST.text());
        FIRST.names().forEach(it -> {
            legacyOf.put(it, new MemoryLegacyBackend());
            targetOf.put(it, new MemoryTargetBackend());
        });
        for (CohortStores it : process()) {
            ControlRecord led = it.legacy().control().initialise(new ControlRecord(Phase.STEADY, 1, Stage.DUAL_WRITE));
            assertThat(led.leads()).isTrue();
            assertThat(it.target()
                            .control()
                            .initialise(new ControlRecord(Phase.AWAY, 1))
                            .leads())
                    .isFalse();
        }
    }

    static CohortAssignment assignment(Set<String> pilot, Set<String> tenth) {
        return new CohortAssignment(
                "desk",
                List.of(
                        new Share("pilot", pilot, Set.of()),
                        new Share("rest", Set.of(), Set.of()),
                        new Share("tenth", tenth, Set.of(1))));
    }

    /** As another process has them. */
    List<CohortStores> process() {
        List<CohortStores> stores = new ArrayList<>();
        for (Cohort it : new AssignmentView(FIRST, followed -> {}).cohorts()) {
            stores.add(new CohortStores(
                    it.name(),
                    it.qualifiedName(),
                    CohortBackends.legacy(it, legacyOf(it.name()), legacy),
                    CohortBackends.target(it, targetOf(it.name()), target)));
        }
        return stores;
    }

    Reassignment reassignment() {
        return new Reassignment("desk", process(), Duration.ZERO, () -> Instant.EPOCH, DualWriteListener.none());
    }

    MemoryLegacyBackend legacyOf(String cohort) {
        return Objects.requireNonNull(legacyOf.get(cohort));
    }

    MemoryTargetBackend targetOf(String cohort) {
        return Objects.requireNonNull(targetOf.get(cohort));
    }

    ControlRecord record(String cohort) {
        return legacyOf(cohort).control().read();
    }

    void replace(String cohort, ControlRecord next) {
        assertThat(legacyOf(cohort).control().compareAndSet(record(cohort), next))
                .isTrue();
    }

    /** The cohorts that a tenant has, by their own records. */
    List<String> cohortsOf(String tenant) {
        return FIRST.names().stream()
                .filter(it -> inForce(it).cohortOf(tenant).equals(it))
                .toList();
    }

    private StoredAssignment inForce(String cohort) {
        long generation = record(cohort).generation().number();
        return StoredAssignment.parse(
                "desk",
                generation,
                legacy.entries()
                        .find(StoredAssignment.entryOf(generation))
                        .orElseThrow()
                        .text());
    }

    /** F10, at any moment. */
    void assertNoTenantHasTwoCohorts() {
        for (String tenant : TENANTS) {
            assertThat(cohortsOf(tenant)).as("cohorts of %s", tenant).hasSizeLessThanOrEqualTo(1);
        }
    }

    void assertIs(CohortAssignment wanted) {
        for (String tenant : TENANTS) {
            assertThat(cohortsOf(tenant))
                    .as("cohorts of %s", tenant)
                    .containsExactly(wanted.of(tenant).name());
        }
        assertThat(FIRST.names())
                .as("all are in one generation, and none gives")
                .extracting(it -> record(it).generation())
                .containsOnly(record("rest").generation());
        assertThat(record("rest").generation().giving()).isFalse();
        for (String it : FIRST.names()) {
            assertThat(targetOf(it).control().find())
                    .as("the copy of %s", it)
                    .hasValueSatisfying(copy ->
                            assertThat(copy.generation()).isEqualTo(record(it).generation()));
        }
    }
}
