// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.perimeter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.stellaops.persistence.runtime.perimeter.DividedDesk.NOTE;
import static org.stellaops.persistence.runtime.perimeter.DividedDesk.body;
import static org.stellaops.persistence.runtime.perimeter.DividedDesk.cohort;
import static org.stellaops.persistence.runtime.perimeter.DividedDesk.put;
import static org.stellaops.persistence.runtime.perimeter.DividedDesk.walk;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.HandedOver;
import org.stellaops.persistence.cutover.Handover;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.audit.AuditAction;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.dualwrite.gate.StageGate;
import org.stellaops.persistence.dualwrite.reassign.ReassignmentPlan;
import org.stellaops.persistence.dualwrite.reassign.ReassignmentReport;
import org.stellaops.persistence.dualwrite.reassign.ReassignmentStep;
import org.stellaops.persistence.dualwrite.reassign.ReassignmentStep.Kind;
import org.stellaops.persistence.dualwrite.verify.Verdict;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.OpenReassignment;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.PersistenceModule;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.Generation;
import org.stellaops.persistence.spi.StepResult;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** Tenants go from cohort to cohort, over both databases and two services that go on. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class ReassignmentTest {

    private static final String FIRST = ", cohorts: { pilot: { tenants: \"acme, globex\" }, rest: {} }";
    private static final String GLOBEX = ", cohorts: { pilot: { tenants: globex }, rest: {} }";
    private static final String SWAPPED = ", cohorts: { pilot: { tenants: \"globex, initech\" }, rest: {} }";

    private final List<Persistence> opened = new ArrayList<>();
    private final Queue<DualWriteEvent.AssignmentFollowed> followed = new ConcurrentLinkedQueue<>();
    private MongoDatabaseName mongo;
    private PostgresDatabase postgres;

    @BeforeEach
    void create(MongoEngine mongoEngine, PostgresEngine postgresEngine) {
        mongo = mongoEngine.createDatabase();
        postgres = postgresEngine.createDatabase("reassignment");
    }

    @AfterEach
    void close() {
        opened.forEach(Persistence::close);
    }

    @Test
    void tenantsGoFromCohortToCohortUnderWritesAndMoveWithTheirNewOnes() throws InterruptedException {
        Persistence first = inDualWrite();
        Persistence second = open(FIRST);
        DividedLoad load = DividedLoad.begun(List.of(first, second));

        assertThat(reassign(SWAPPED).made())
                .containsExactly(new Handover("pilot", "rest"), new Handover("rest", "pilot"));
        load.awaitMore();
        walk(first, "rest", Stage.TARGET_LED);
        load.awaitMore();
        walk(second, "pilot", Stage.TARGET_LED);
        assertThat(reassign(FIRST).isDone()).isTrue();
        load.awaitMore();
        walk(first, "pilot", Stage.DUAL_WRITE);
        load.awaitMore();
        load.stop();

        load.assertNothingLost();
        assertBothStoresAreEqual(first);
        assertEachTenantHasOneCohort(first, "acme", "globex");
        assertEachTenantHasOneCohort(second, "acme", "globex");
        assertThat(followed)
                .as("each of two services says each generation once")
                .extracting(DualWriteEvent.AssignmentFollowed::generation)
                .containsExactlyInAnyOrder(1L, 1L, 2L, 2L, 3L, 3L, 4L, 4L);
    }

    @ParameterizedTest
    @EnumSource(names = {"STORED", "LET_GO", "FENCED", "TAKEN", "KNOWN_TO_ALL", "ENDED"})
    void whatWasLeftAtAnyStepIsFinished(Kind last) throws InterruptedException {
        Persistence first = inDualWrite();
        Persistence second = open(FIRST);
        DividedLoad load = DividedLoad.begun(List.of(first, second));

        leaveAfter(last, GLOBEX);
        load.awaitMoreOf(List.of("globex", "initech", "umbrella"));
        assertThat(cohort(first, "pilot").moveTo(Stage.SHADOW_READ))
                .isInstanceOf(isGiving(last) ? MoveResult.Refused.class : MoveResult.Moved.class);
        assertThat(reassign(GLOBEX).isDone()).isTrue();
        load.awaitMore();
        walk(first, "rest", Stage.TARGET_LED);
        load.awaitMore();
        load.stop();

        load.assertNothingLost();
        assertBothStoresAreEqual(first);
        assertEachTenantHasOneCohort(first, "globex");
        assertEachTenantHasOneCohort(second, "globex");
    }

    @ParameterizedTest
    @EnumSource(names = {"LET_GO", "FENCED", "TAKEN", "KNOWN_TO_ALL"})
    void whatWasLeftIsUndoneUnlessTheReceiverHasTheTenants(Kind last) throws InterruptedException {
        Persistence first = inDualWrite();
        DividedLoad load = DividedLoad.begun(List.of(first));
        leaveAfter(last, GLOBEX);

        boolean undone = last.compareTo(Kind.TAKEN) < 0;
        try (OpenReassignment left = opening(GLOBEX)) {
            assertThat(left.undo("ada", "a mistake", it -> {})).hasValueSatisfying(it -> {
                assertThat(it.undone()).isEqualTo(undone);
                assertThat(it.handover()).isEqualTo(new Handover("pilot", "rest"));
            });
            assertThat(left.undo("ada", "a mistake", it -> {})).isEmpty();
        }
        load.awaitMore();
        walk(first, "rest", Stage.TARGET_LED);
        load.awaitMore();
        load.stop();

        load.assertNothingLost();
        assertBothStoresAreEqual(first);
        assertEachTenantHasOneCohort(first, undone ? new String[] {"acme", "globex"} : new String[] {"globex"});
    }

    @Test
    void aPausedWriterOfTheGiverIsFencedOnceTheReceiverHasTheTenant() {
        Persistence first = open(FIRST);
        put(first, "acme", "k", 1);
        PersistenceModule pilot = cohort(first, "pilot");
        long before = pilot.legacy().control().read().epoch();

        assertThat(reassign(GLOBEX).isDone()).isTrue();

        // As a process that has not noticed: by the store of the module, which no cohort restricts.
        assertThat(pilot.legacy().module().store(NOTE).insert(CohortsTest.image("acme", "late"), before))
                .isEqualTo(new StepResult.Fenced());
        assertThat(pilot.legacy().module().store(NOTE).insert(CohortsTest.image("acme", "late"), before + 1))
                .isEqualTo(new StepResult.Fenced());
        put(first, "acme", "k", 2);
        assertThat(body(first, "acme", "k")).contains(2L);
    }

    @Test
    void cohortsWithDifferentLeadersOrOtherNamesAreRefusedAndNothingIsChanged() {
        Persistence first = open(FIRST);
        walk(first, "pilot", Stage.TARGET_LED);
        ControlRecord pilot = cohort(first, "pilot").target().control().read();
        ControlRecord rest = cohort(first, "rest").legacy().control().read();

        ReassignmentReport report = reassign(GLOBEX);

        assertThat(report.isDone()).isFalse();
        assertThat(report.objections()).singleElement().asString().contains("the same store leads both");
        assertThat(reassign(", cohorts: { canary: { tenants: acme }, rest: {} }")
                        .objections())
                .singleElement()
                .asString()
                .contains("the cohorts stay");
        assertThat(cohort(first, "pilot").target().control().read()).isEqualTo(pilot);
        assertThat(cohort(first, "rest").legacy().control().read()).isEqualTo(rest);

        walk(first, "rest", Stage.TARGET_ONLY);
        assertThat(reassign(GLOBEX).objections()).singleElement().asString().contains("target-only");
    }

    @Test
    void aPlanSaysWhatWouldGoAndChangesNothing() {
        Persistence first = open(FIRST);
        ControlRecord before = cohort(first, "pilot").legacy().control().read();

        try (OpenReassignment planned = opening(SWAPPED)) {
            ReassignmentPlan plan = planned.plan();
            assertThat(plan.handovers())
                    .isEqualTo(Map.of(
                            new Handover("pilot", "rest"), new HandedOver(Set.of("acme"), Set.of()),
                            new Handover("rest", "pilot"), new HandedOver(Set.of("initech"), Set.of())));
            assertThat(plan.isReached()).isFalse();
        }

        assertThat(cohort(first, "pilot").legacy().control().read()).isEqualTo(before);
        try (OpenReassignment planned = opening(FIRST)) {
            assertThat(planned.plan().isReached()).isTrue();
        }
    }

    @Test
    void aProcessServesByTheStoredAssignmentWhateverKnownOneItsFileNames() {
        Persistence first = open(FIRST);
        put(first, "acme", "k", 1);
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> open(GLOBEX))
                .withMessageContaining("persistence reassign")
                .satisfies(it -> assertThat(it.fault().kind()).isEqualTo(Fault.Kind.REFUSED));
        assertThat(reassign(GLOBEX).isDone()).isTrue();
        followed.clear();

        Persistence old = open(FIRST);
        Persistence current = open(GLOBEX);
        put(old, "acme", "k", 2);
        put(current, "acme", "k", 3);

        assertEachTenantHasOneCohort(old, "globex");
        assertEachTenantHasOneCohort(current, "globex");
        assertThat(body(old, "acme", "k")).contains(3L);
        assertThat(followed)
                .contains(
                        new DualWriteEvent.AssignmentFollowed("desk", 1, false),
                        new DualWriteEvent.AssignmentFollowed("desk", 1, true));
    }

    @Test
    void bothCohortsKeepWhoOrderedItAndTheReceiverGathersItsEvidenceAnew() {
        Persistence first = inDualWrite();
        assertThat(cohort(first, "rest").legacy().control().coveredSince()).isZero();

        assertThat(reassign(GLOBEX).isDone()).isTrue();
        put(first, "acme", "k", 1);

        for (String name : List.of("pilot", "rest")) {
            assertThat(cohort(first, name).auditTrail()).as(name).anySatisfy(it -> {
                assertThat(it.action().kind()).isEqualTo(AuditAction.Kind.REASSIGNED);
                assertThat(it.action().by()).isEqualTo("ada");
                assertThat(it.action().reason()).isEqualTo("ticket 4711");
                assertThat(it.action().subject()).isEqualTo("pilot -> rest: tenants acme");
            });
        }
        ControlRecord rest = cohort(first, "rest").legacy().control().read();
        assertThat(rest.generation()).isEqualTo(Generation.of(1));
        assertThat(cohort(first, "rest").legacy().control().coveredSince()).isEqualTo(rest.epoch());
        assertThat(cohort(first, "rest").target().checkpoints().load("backfill/notes"))
                .isEmpty();
        assertThat(cohort(first, "pilot").target().checkpoints().load("backfill/notes"))
                .isPresent();
    }

    private static boolean isGiving(Kind last) {
        return last != Kind.STORED && last != Kind.ENDED;
    }

    /** A first service, both of whose cohorts write both stores. */
    private Persistence inDualWrite() {
        Persistence first = open(FIRST);
        walk(first, "pilot", Stage.DUAL_WRITE);
        walk(first, "rest", Stage.DUAL_WRITE);
        return first;
    }

    private static void assertBothStoresAreEqual(Persistence persistence) {
        for (String name : List.of("pilot", "rest")) {
            assertThat(cohort(persistence, name).dualWrite().drain(Fleet.PATIENCE))
                    .as(name)
                    .isTrue();
            assertThat(cohort(persistence, name).verify())
                    .as(name)
                    .allSatisfy(it -> assertThat(it.verdict()).isEqualTo(Verdict.PASS));
        }
    }

    /** By the control records of now. */
    private static void assertEachTenantHasOneCohort(Persistence persistence, String... ofPilot) {
        for (String tenant : DividedLoad.TENANTS) {
            List<String> having = new ArrayList<>();
            for (String name : List.of("pilot", "rest")) {
                PersistenceModule cohort = cohort(persistence, name);
                ControlRecord unused = (cohort.stage().leader() == Side.LEGACY
                                ? cohort.legacy().control()
                                : cohort.target().control())
                        .read();
                if (cohort.target().store(NOTE).serves(RecordKey.of(tenant, "k").tenant())) {
                    having.add(name);
                }
            }
            assertThat(having).as(tenant).containsExactly(List.of(ofPilot).contains(tenant) ? "pilot" : "rest");
        }
    }

    private ReassignmentReport reassign(String cohorts) {
        try (OpenReassignment reassignment = opening(cohorts)) {
            return reassignment.carryOut("ada", "ticket 4711", it -> {});
        }
    }

    /** A process that dies. */
    private void leaveAfter(Kind last, String cohorts) {
        try (OpenReassignment reassignment = opening(cohorts)) {
            assertThatExceptionOfType(DeathException.class)
                    .isThrownBy(() -> reassignment.carryOut("ada", "ticket 4711", step -> die(last, step)));
        }
    }

    private static void die(Kind last, ReassignmentStep step) {
        if (step.kind() == last) {
            throw new DeathException();
        }
    }

    private static final class DeathException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private OpenReassignment opening(String cohorts) {
        return Persistence.builder(DividedDesk.config(mongo, postgres, cohorts))
                .modules(ModuleDescriptor.of("desk", NOTE))
                .reassignment("desk");
    }

    private Persistence open(String cohorts) {
        Persistence persistence = Persistence.builder(DividedDesk.config(mongo, postgres, cohorts))
                .modules(ModuleDescriptor.of("desk", NOTE))
                .meters(new SimpleMeterRegistry())
                .gates(StageGate.none())
                .listener(event -> {
                    if (event instanceof DualWriteEvent.AssignmentFollowed it) {
                        followed.add(it);
                    }
                })
                .open();
        opened.add(persistence);
        return persistence;
    }
}
