// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.perimeter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.stellaops.persistence.runtime.perimeter.DividedDesk.NOTE;
import static org.stellaops.persistence.runtime.perimeter.DividedDesk.body;
import static org.stellaops.persistence.runtime.perimeter.DividedDesk.cohort;
import static org.stellaops.persistence.runtime.perimeter.DividedDesk.put;
import static org.stellaops.persistence.runtime.perimeter.DividedDesk.walk;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.gate.StageGate;
import org.stellaops.persistence.dualwrite.tombstone.TombstoneRemovalResult;
import org.stellaops.persistence.dualwrite.tombstone.TombstoneRetention;
import org.stellaops.persistence.dualwrite.verify.Verdict;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.config.ConfigException;
import org.stellaops.persistence.runtime.perimeter.DividedDesk.Note;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.StepResult;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresExtension;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Cohorts of tenants within a module, over both databases and two services. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class CohortsTest {

    @Entity(module = "desk", table = "colours")
    record Colour(@Id String colourId, String name) {}

    private static final String COHORTS =
            ", cohorts: { pilot: { tenants: \"acme, globex\" }, tenth: { buckets: 0-9 }, rest: {} }";

    private final List<Persistence> opened = new ArrayList<>();
    private MongoDatabaseName mongo;
    private PostgresDatabase postgres;

    @BeforeEach
    void create(MongoEngine mongoEngine, PostgresEngine postgresEngine) {
        mongo = mongoEngine.createDatabase();
        postgres = postgresEngine.createDatabase("cohorts");
    }

    @AfterEach
    void close() {
        opened.forEach(Persistence::close);
    }

    @Test
    void oneCohortWalksForthAndBackUnderWritesWhileTheOthersStay() throws InterruptedException {
        Persistence first = open(COHORTS);
        Persistence second = open(COHORTS);
        walk(first, "rest", Stage.DUAL_WRITE);
        DividedLoad load = new DividedLoad(List.of(first, second));
        load.start();

        for (Stage end : new Stage[] {Stage.TARGET_LED, Stage.DUAL_WRITE, Stage.TARGET_LED}) {
            load.awaitMore();
            walk(first, "pilot", end);
            assertThat(cohort(first, "rest").stage()).isEqualTo(Stage.DUAL_WRITE);
            assertThat(cohort(first, "tenth").stage()).isEqualTo(Stage.LEGACY_ONLY);
        }
        load.awaitMore();
        assertThat(cohort(second, "pilot")
                        .removeTombstones(TombstoneRetention.defaults().withKeep(Duration.ZERO)))
                .isNotInstanceOf(TombstoneRemovalResult.NothingToRemove.class);
        load.awaitMore();
        load.stop();

        load.assertNothingLost();
        for (String name : List.of("pilot", "rest")) {
            assertThat(cohort(second, name).dualWrite().drain(Fleet.PATIENCE)).isTrue();
            assertThat(cohort(second, name).verify())
                    .as(name)
                    .allSatisfy(it -> assertThat(it.verdict()).isEqualTo(Verdict.PASS));
        }
        walk(first, "pilot", Stage.TARGET_ONLY);
        load.assertNothingLost();
    }

    @Test
    void aPausedWriterOfTheMovedCohortIsFencedAndTheOtherCohortIsNot() {
        Persistence first = open(COHORTS);
        walk(first, "pilot", Stage.SHADOW_READ);
        walk(first, "rest", Stage.SHADOW_READ);
        put(first, "acme", "k", 1);
        put(first, "initech", "k", 1);
        long ofPilot = cohort(first, "pilot").legacy().control().read().epoch();
        long ofRest = cohort(first, "rest").legacy().control().read().epoch();

        walk(first, "pilot", Stage.TARGET_LED);

        LegacyStore pilot = cohort(first, "pilot").legacy().store(NOTE);
        assertThat(pilot.insert(image("acme", "late"), ofPilot)).isEqualTo(new StepResult.Fenced());
        assertThat(pilot.insert(image("acme", "late"), ofPilot + 1)).isEqualTo(new StepResult.Fenced());
        LegacyStore rest = cohort(first, "rest").legacy().store(NOTE);
        assertThat(rest.insert(image("initech", "current"), ofRest)).isEqualTo(new StepResult.Done());
        assertThat(first.tenantStore(Note.class).forTenant("acme").find("k")).isPresent();
        put(first, "acme", "k", 2);
        put(first, "initech", "k", 2);
    }

    @Test
    void aKeyOfAnotherCohortIsRefusedAndAQuestionAcrossTenantsToo() {
        Persistence first = open(COHORTS);
        put(first, "initech", "k", 1);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> cohort(first, "pilot").dualWrite().store(NOTE).find(RecordKey.of("initech", "k")))
                .withMessageContaining("another cohort");
        WriteOutcome outcome;
        try {
            outcome = cohort(first, "pilot")
                    .dualWrite()
                    .store(NOTE)
                    .put(
                            RecordKey.of("initech", "k"),
                            Struct.builder().put("body", Value.of(9L)).build(),
                            Precondition.none());
            assertThat(outcome).isNotInstanceOf(WriteOutcome.Applied.class);
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining("another cohort");
        }
        assertThat(body(first, "initech", "k")).contains(1L);
        assertThat(first.tenantStore(Note.class)
                        .forTenant("initech")
                        .find(Query.all())
                        .items())
                .containsExactly(new Note("k", 1));
        assertThatIllegalStateException()
                .isThrownBy(() -> cohort(first, "pilot").repository(Runnable.class, it -> () -> {}, it -> () -> {}))
                .withMessageContaining("cohorts of tenants")
                .withMessageContaining("Persistence.repository");
    }

    @Test
    void anotherAssignmentIsRefusedByNameAndTheRightOneServesOn() {
        Persistence first = open(COHORTS);
        put(first, "acme", "k", 1);

        assertRefused(", cohorts: { pilot: { tenants: acme }, tenth: { buckets: 0-9 }, rest: {} }", "other cohorts");
        assertRefused(", cohorts: { canary: { tenants: initech }, others: {} }", "other cohorts");
        assertRefused("", "knows it with cohorts of tenants");

        Persistence again = open(COHORTS);
        assertThat(body(again, "acme", "k")).contains(1L);
    }

    @Test
    void aModuleThatBeganWithoutCohortsIsNotDivided() {
        Persistence first = open("");
        put(first, "acme", "k", 1);

        assertRefused(COHORTS, "knows it without cohorts");

        put(first, "acme", "k", 2);
    }

    @Test
    void globalTypesDoNotSplitAndTheConfigurationSaysWhatIsWrong() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> Persistence.builder(DividedDesk.config(mongo, postgres, COHORTS))
                        .modules(ModuleDescriptor.of("desk", NOTE, EntityType.of(Colour.class)))
                        .open())
                .withMessageContaining("global");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> DividedDesk.config(
                        mongo, postgres, ", cohorts: { pilot: { tenants: acme }, other: { tenants: acme } }"))
                .withMessageContaining("tenant acme is in two cohorts")
                .withMessageContaining("has the rest");
    }

    private void assertRefused(String cohorts, String why) {
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> open(cohorts))
                .withMessageContaining("module desk does not start")
                .withMessageContaining(why)
                .satisfies(it -> assertThat(it.fault().kind()).isEqualTo(Fault.Kind.REFUSED));
    }

    static Image.Present image(String tenant, String id) {
        return Image.Present.of(
                RecordKey.of(tenant, id),
                new VersionStamp(1L << 62, "token"),
                Struct.builder().put("body", Value.of(7L)).build());
    }

    private Persistence open(String cohorts) {
        Persistence persistence = Persistence.builder(DividedDesk.config(mongo, postgres, cohorts))
                .modules(ModuleDescriptor.of("desk", NOTE))
                .meters(new SimpleMeterRegistry())
                .gates(StageGate.none())
                .open();
        opened.add(persistence);
        return persistence;
    }
}
