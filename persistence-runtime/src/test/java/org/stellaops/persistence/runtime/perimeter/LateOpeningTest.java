// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.perimeter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.ResourceLockTarget;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stellaops.persistence.EntityStore;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.OpeningState;
import org.stellaops.persistence.dualwrite.gate.StageGate;
import org.stellaops.persistence.dualwrite.shadow.ShadowReadPolicy;
import org.stellaops.persistence.dualwrite.supervision.TaskHealth;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.mongo.MongoBackend;
import org.stellaops.persistence.postgres.PostgresBackend;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.ModuleHealth;
import org.stellaops.persistence.runtime.NotOpen;
import org.stellaops.persistence.runtime.OpenReadmission;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/**
 * A process that starts while its databases cannot be reached: it starts, makes no leader and acknowledges nothing, says so, and
 * serves as soon as the store that leads can be asked.
 */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(value = LateOpeningTest.THREADS, mode = ResourceAccessMode.READ, target = ResourceLockTarget.CHILDREN)
class LateOpeningTest {

    /** Those of the modules of all tests; whoever looks for one is alone. */
    static final String THREADS = "threads of the module";

    private static final int SEVERAL = 2;
    private static final String WAIT = "retry: 50ms";

    @Entity(module = "shelf", table = "books")
    record Book(@Id String bookId, String title) {}

    /** What a module asks of its own technology. */
    public interface NoteCounts {
        long count();
    }

    private MongoDatabaseName mongo;
    private Links links;
    private Fleet direct;
    private Fleet fleet;

    @BeforeEach
    void open(MongoEngine mongoServer, PostgresEngine postgresServer) {
        links = new Links(mongoServer, postgresServer);
        mongo = mongoServer.createDatabase();
        PostgresDatabase postgres = postgresServer.createDatabase("late");
        direct = new Fleet(mongo, postgres);
        fleet = new Fleet(links.via(mongo), links.via(postgres));
    }

    @AfterEach
    void close() {
        fleet.close();
        direct.close();
        links.close();
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void withoutItsLeaderAProcessStartsRefusesEveryCallAndServesWhenItIsBack(Stage stage) {
        standsIn(stage);
        Optional<ControlRecord> follower = record(stage.leader().other());
        links.refuse(stage.leader());

        Persistence started = start(stage, WAIT);
        EntityStore<Fleet.Note> notes = started.store(Fleet.Note.class);
        NoteCounts counts = Fleet.desk(started).repository(NoteCounts.class, it -> () -> 1L, it -> () -> 2L);
        awaitTries(started);

        refusesEveryCall(started, notes, counts);
        saysSo(started, stage);
        assertThat(record(stage.leader().other())).isEqualTo(follower);

        links.forward(stage.leader());
        awaitOpen(started);

        assertThat(Fleet.desk(started).stage()).isEqualTo(stage);
        assertThat(notes.find("n0")).isPresent();
        assertThat(notes.put(new Fleet.Note("late", "body"), Precondition.none())
                        .isApplied())
                .isTrue();
        assertThat(counts.count()).isEqualTo(stage.leader() == Side.LEGACY ? 1L : 2L);
        assertThat(fleet.received(DualWriteEvent.ModuleOpened.class)).hasSize(1);
        assertThat(fleet.received(DualWriteEvent.ModuleNotOpen.class)).hasSize(1);
        ModuleHealth health = Fleet.desk(started).health();
        assertThat(health.isOpen()).isTrue();
        assertThat(health.leaderAnswers()).isTrue();
        assertThat(health.tasks()).extracting(TaskHealth::task).doesNotContain("opening");
    }

    @Test
    void aLoginThatTheLeaderRejectsEndsTheStart() {
        standsIn(Stage.TARGET_LED);
        PostgresDatabase known = direct.postgres();
        PostgresDatabase wrong = new PostgresDatabase(known.address(), known.name(), "nobody_here", "wrong");
        try (Fleet misconfigured = new Fleet(mongo, wrong)) {
            String yaml = misconfigured.yaml(Stage.TARGET_LED, "follow-interval: 100ms, lease: 1s");

            assertThatThrownBy(() -> misconfigured.open(yaml, it -> it, Fleet.NOTE))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("the server rejected the login")
                    .hasMessageContaining("check user and password");
        }
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void withoutItsFollowerAProcessServesAtOnce(Stage stage) {
        standsIn(stage);
        links.refuse(stage.leader().other());

        Persistence started = start(stage, WAIT);

        assertThat(Fleet.desk(started).isOpen()).isTrue();
        assertThat(Fleet.desk(started).stage()).isEqualTo(stage);
        assertThat(started.store(Fleet.Note.class).find("n0")).isPresent();
        assertThat(fleet.received(DualWriteEvent.ModuleNotOpen.class)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void withoutBothTheFollowerAloneMakesNoLeaderAndTheLeaderAloneServes(Stage stage) {
        standsIn(stage);
        Optional<ControlRecord> follower = record(stage.leader().other());
        links.refuse(Side.LEGACY);
        links.refuse(Side.TARGET);

        Persistence started = start(stage, WAIT);
        EntityStore<Fleet.Note> notes = started.store(Fleet.Note.class);
        links.forward(stage.leader().other());
        awaitTries(started);

        assertThat(Fleet.desk(started).isOpen()).isFalse();
        assertThat(notes.put(new Fleet.Note("never", "body"), Precondition.none()))
                .isInstanceOf(WriteOutcome.NotApplied.class);
        assertThat(record(stage.leader().other())).isEqualTo(follower);

        links.refuse(stage.leader().other());
        links.forward(stage.leader());
        awaitOpen(started);

        assertThat(notes.find("n0")).isPresent();
        assertThat(notes.find("never")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void aProcessThatShallNotWaitDoesNotStart(Stage stage) {
        standsIn(stage);
        links.refuse(stage.leader());

        assertThatThrownBy(() -> start(stage, "unreachable: fail"))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        it -> assertThat(it.fault().kind()).isEqualTo(Fault.Kind.UNAVAILABLE));
        Config config = config(stage, WAIT);
        assertThatThrownBy(() -> fleet.open(config, it -> it.failIfUnreachable(), Fleet.NOTE))
                .isInstanceOf(StoreException.class);
    }

    @Test
    void aLeaderThatWasEmptiedMeanwhileIsRefusedAndServedOnceItIsReadmitted() {
        standsIn(Stage.DUAL_WRITE);
        links.refuse(Side.LEGACY);
        Persistence started = start(Stage.DUAL_WRITE, WAIT);
        EntityStore<Fleet.Note> notes = started.store(Fleet.Note.class);
        MongoBackup.empty(mongo);

        links.forward(Side.LEGACY);
        await().atMost(Fleet.PATIENCE)
                .untilAsserted(
                        () -> assertThat(notOpen(started).map(NotOpen::state)).contains(OpeningState.REFUSED));

        assertThat(notOpen(started).orElseThrow().reason())
                .contains("the legacy store knows nothing of this module", "persistence readmit");
        assertThat(notes.put(new Fleet.Note("never", "body"), Precondition.none()))
                .isInstanceOfSatisfying(
                        WriteOutcome.NotApplied.class,
                        it -> assertThat(it.fault().message())
                                .contains(
                                        "its start was refused", "persistence readmit", "nothing was read or written"));
        // It is told after it stands.
        await().atMost(Fleet.PATIENCE)
                .untilAsserted(() -> assertThat(states()).containsExactly(OpeningState.WAITING, OpeningState.REFUSED));
        // Refused at start as well, as ever.
        assertThatThrownBy(() -> start(Stage.DUAL_WRITE, WAIT)).isInstanceOf(IllegalStateException.class);

        readmit();
        awaitOpen(started);
        assertThat(Fleet.desk(started).stage()).isEqualTo(Stage.TARGET_LED);
        assertThat(notes.find("n0")).isPresent();
        assertThat(notes.find("never")).isEmpty();
    }

    @Test
    void aNewModuleBeginsWhenBothOfItsStoresAreThere() {
        links.refuse(Side.LEGACY);
        links.refuse(Side.TARGET);
        Persistence started = start(Stage.SHADOW_READ, WAIT);
        ShadowReadPolicy edited = ShadowReadPolicy.cautious().withSampleRate(0.5);
        Fleet.desk(started).useShadowReads(edited);
        awaitTries(started);

        links.forward(Side.LEGACY);
        links.forward(Side.TARGET);
        awaitOpen(started);

        Fleet.put(started, "first", 1);
        assertThat(Fleet.desk(started).shadowReadPolicy()).isEqualTo(edited);
    }

    @Test
    void metersAndTransactionsOfCallersKnowIt() throws SQLException {
        standsIn(Stage.TARGET_ONLY);
        links.refuse(Side.TARGET);
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        Persistence started = fleet.open(
                config(Stage.TARGET_ONLY, WAIT),
                it -> it.gates(StageGate.none()).meters(meters),
                Fleet.NOTE);

        assertThat(notOpenMeter(meters)).isEqualTo(1.0);
        assertThat(meters.find("persistence.stage").gauge()).isNull();
        try (Connection transaction = direct.postgres().connect()) {
            transaction.setAutoCommit(false);
            assertThatThrownBy(() -> started.within(transaction).store(Fleet.Note.class))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("module desk is not open");
        }

        links.forward(Side.TARGET);
        awaitOpen(started);
        await().atMost(Fleet.PATIENCE).untilAsserted(() -> {
            assertThat(notOpenMeter(meters)).isZero();
            assertThat(meters.find("persistence.stage").gauge()).isNotNull();
        });
    }

    @Test
    void modulesOfOneProcessAndOnePoolWaitEachOnItsOwn() {
        standsIn(Stage.TARGET_LED);
        links.refuse(Side.TARGET);
        String yaml = fleet.yaml(Stage.TARGET_LED, "follow-interval: 100ms, lease: 1s")
                .replace("  modules:", "  start: { " + WAIT + " }\n  modules:\n    shelf: { stage: legacy-only }")
                .replace("postgres: {", "postgres: { pool: { shared: true },");

        Persistence started = fleet.open(
                Config.parse(yaml, Map.of()),
                it -> it.gates(StageGate.none()).modules(ModuleDescriptor.of("shelf", EntityType.of(Book.class))),
                Fleet.NOTE);
        awaitTries(started);

        assertThat(started.store(Book.class)
                        .put(new Book("b1", "title"), Precondition.none())
                        .isApplied())
                .isTrue();
        assertThat(Fleet.desk(started).isOpen()).isFalse();
        assertThat(started.health().modules()).extracting(ModuleHealth::isOpen).containsExactly(false, true);

        links.forward(Side.TARGET);
        awaitOpen(started);
        assertThat(started.store(Fleet.Note.class).find("n0")).isPresent();
    }

    @Test
    @ResourceLock(THREADS)
    void itIsClosedWhileItWaitsAndNoThreadIsLeft() {
        standsIn(Stage.TARGET_LED);
        links.refuse(Side.TARGET);
        Persistence started = start(Stage.TARGET_LED, WAIT);
        awaitTries(started);

        fleet.close(started);

        await().atMost(Fleet.PATIENCE)
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .extracting(Thread::getName)
                        .doesNotContain("persistence-desk-opening"));
        assertThat(fleet.received(DualWriteEvent.ModuleOpened.class)).isEmpty();
    }

    private static void refusesEveryCall(Persistence started, EntityStore<Fleet.Note> notes, NoteCounts counts) {
        assertThat(notes.put(new Fleet.Note("never", "body"), Precondition.none()))
                .isInstanceOfSatisfying(WriteOutcome.NotApplied.class, it -> {
                    assertThat(it.fault().kind()).isEqualTo(Fault.Kind.UNAVAILABLE);
                    assertThat(it.fault().message())
                            .contains("module desk is not open", "nothing was read or written", "without a restart");
                });
        assertThat(notes.putAll(
                        List.of(new Fleet.Note("never", "a"), new Fleet.Note("nor this", "b")), Precondition.none()))
                .hasSize(2)
                .allMatch(WriteOutcome.NotApplied.class::isInstance);
        for (Callable<?> call : List.<Callable<?>>of(
                () -> notes.find("n0"),
                () -> notes.exists("n0"),
                notes::estimate,
                counts::count,
                () -> Fleet.desk(started).stage(),
                () -> Fleet.desk(started).moveTo(Stage.DUAL_WRITE),
                () -> Fleet.desk(started).dualWrite())) {
            assertThatThrownBy(call::call)
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            it -> assertThat(it.fault().kind()).isEqualTo(Fault.Kind.UNAVAILABLE))
                    .hasMessageContaining("module desk is not open");
        }
    }

    private void saysSo(Persistence started, Stage configured) {
        ModuleHealth health = Fleet.desk(started).health();
        assertThat(health.leaderAnswers()).isFalse();
        assertThat(health.isWell()).isFalse();
        assertThat(health.stage()).isEqualTo(configured);
        assertThat(health.notOpen()).hasValueSatisfying(it -> {
            assertThat(it.state()).isEqualTo(OpeningState.WAITING);
            assertThat(it.reason())
                    .contains(configured.leader() == Side.LEGACY ? "persistence.mongo: " : "persistence.postgres: ");
        });
        assertThat(Fleet.desk(started).divergences().isClear()).isTrue();
        assertThat(states()).containsExactly(OpeningState.WAITING);
    }

    /** The module stands in a stage, with records that both stores hold where both are written; no process serves it. */
    private void standsIn(Stage stage) {
        Persistence first = direct.open(Stage.LEGACY_ONLY, Fleet.NOTE);
        Fleet.put(first, "n", 2);
        if (stage != Stage.LEGACY_ONLY) {
            Fleet.walk(first, Stage.DUAL_WRITE);
            assertThat(Fleet.desk(first).backfill()).hasSize(1);
            Fleet.walk(first, stage);
        }
        direct.close(first);
    }

    private void readmit() {
        Config config = Config.parse(direct.yaml(Stage.DUAL_WRITE, "follow-interval: 100ms, lease: 1s"), Map.of());
        try (OpenReadmission readmission =
                direct.builder(config, it -> it, Fleet.NOTE).readmission(Fleet.MODULE)) {
            assertThat(readmission
                            .carryOut(readmission.plan().orElseThrow(), "MongoDB was emptied")
                            .isEqual())
                    .isTrue();
        }
    }

    private Persistence start(Stage stage, String start) {
        return fleet.open(config(stage, start), it -> it.gates(StageGate.none()), Fleet.NOTE);
    }

    private Config config(Stage stage, String start) {
        return Config.parse(yaml(stage, start), Map.of());
    }

    /** Of a process that finds out soon that a database is away. */
    private String yaml(Stage stage, String start) {
        return fleet.yaml(stage, "follow-interval: 100ms, lease: 1s")
                .replace("timeout: 2s", "timeout: 1s")
                .replace("  modules:", "  start: { " + start + " }\n  modules:");
    }

    /** What a store says of itself, asked past the links. */
    private Optional<ControlRecord> record(Side side) {
        Config config = Config.parse(direct.yaml(Stage.SHADOW_READ, "follow-interval: 100ms"), Map.of());
        if (side == Side.LEGACY) {
            try (MongoBackend backend = MongoBackend.openReadOnly(config.mongo().orElseThrow(), Fleet.MODULE)) {
                return backend.control().find();
            }
        }
        try (PostgresBackend backend = PostgresBackend.openReadOnly(config.postgres(), Fleet.MODULE)) {
            return backend.control().find();
        }
    }

    private List<OpeningState> states() {
        return fleet.received(DualWriteEvent.ModuleNotOpen.class).stream()
                .map(DualWriteEvent.ModuleNotOpen::state)
                .toList();
    }

    private static Optional<NotOpen> notOpen(Persistence started) {
        return Fleet.desk(started).health().notOpen();
    }

    private static double notOpenMeter(SimpleMeterRegistry meters) {
        return meters.get("persistence.not.open")
                .tag("module", Fleet.MODULE)
                .gauge()
                .value();
    }

    /** So that what was refused was not refused by chance. */
    private static void awaitTries(Persistence started) {
        long before = failures(started);
        await().atMost(Fleet.PATIENCE).until(() -> failures(started) >= before + SEVERAL);
    }

    private static long failures(Persistence started) {
        return Fleet.desk(started).health().tasks().stream()
                .filter(it -> it.task().equals("opening"))
                .mapToLong(TaskHealth::failures)
                .sum();
    }

    private static void awaitOpen(Persistence started) {
        await().atMost(Fleet.PATIENCE).until(() -> Fleet.desk(started).isOpen());
    }
}
