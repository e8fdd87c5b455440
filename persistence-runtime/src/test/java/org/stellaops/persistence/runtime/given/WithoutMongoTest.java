// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.given;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.admission.StoreNotAdmittedException;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.dualwrite.gate.StageGate;
import org.stellaops.persistence.dualwrite.supervision.TaskHealth;
import org.stellaops.persistence.dualwrite.verify.Verdict;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.runtime.config.ConfigException;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** A module in target-only needs no MongoDB: no setting, no connection, no warning; in every other stage it does. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class WithoutMongoTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Entity(module = "desk", table = "notes")
    record Note(@Id String noteId, String body) {}

    private static final ModuleDescriptor DESK = ModuleDescriptor.of("desk", EntityType.of(Note.class));

    private final Queue<DualWriteEvent> events = new ConcurrentLinkedQueue<>();
    private MongoDatabaseName mongo;
    private PostgresDatabase postgres;

    @BeforeEach
    void create(MongoEngine mongoEngine, PostgresEngine postgresEngine) {
        mongo = mongoEngine.createDatabase();
        postgres = postgresEngine.createDatabase("alone");
    }

    private String yaml(String mongoSection, Stage stage) {
        return """
                persistence:
                  %s
                  postgres: { security: { login: warn }, jdbc-url: "%s", user: "%s", password: "%s" }
                  stages: { follow-interval: 50ms, lease: 500ms }
                  modules:
                    desk: { stage: %s, reconciler: { every: 50ms } }
                """.formatted(
                        mongoSection, postgres.jdbcUrl(), postgres.user(), postgres.password(), stage.configName());
    }

    private String withMongo(Stage stage) {
        return yaml("mongo: { uri: \"" + mongo.connectionString() + "\", database: " + mongo.name() + " }", stage);
    }

    private String withoutMongo(Stage stage) {
        return yaml("", stage);
    }

    private Persistence open(String yaml) {
        return Persistence.builder(Config.parse(yaml, Map.of()))
                .modules(DESK)
                .gates(StageGate.none())
                .listener(events::add)
                .meters(new SimpleMeterRegistry())
                .open();
    }

    private static void put(Persistence persistence, String id) {
        assertThat(persistence.store(Note.class).put(new Note(id, "body"), Precondition.none()))
                .isInstanceOf(WriteOutcome.Applied.class);
    }

    private void walk(Stage end) {
        try (Persistence persistence = open(withMongo(Stage.LEGACY_ONLY))) {
            put(persistence, "early");
            for (Stage next : Stage.LEGACY_ONLY.walkTo(end)) {
                await().atMost(PATIENCE)
                        .untilAsserted(
                                () -> assertThat(persistence.module("desk").moveTo(next))
                                        .isInstanceOf(MoveResult.Moved.class));
                if (next == Stage.DUAL_WRITE) {
                    assertThat(persistence.module("desk").backfill()).hasSize(1);
                }
            }
        }
        events.clear();
    }

    @Test
    void afterTheLastStageTheSectionIsRemovedAndEverythingGoesOn() {
        walk(Stage.TARGET_ONLY);

        try (Persistence persistence = open(withoutMongo(Stage.TARGET_ONLY))) {
            put(persistence, "late");
            assertThat(persistence.store(Note.class).find("early")).isPresent();
            awaitRounds(persistence);

            assertThat(persistence.module("desk").health().tasks())
                    .allSatisfy(it -> assertThat(it.lastFailure()).isEmpty());
            assertThat(events).noneMatch(DualWriteEvent.BackgroundTaskFailed.class::isInstance);
            assertThat(persistence.module("desk").moveTo(Stage.RAMP_DOWN)).isInstanceOf(MoveResult.Refused.class);
            assertThat(persistence.module("desk").verify()).singleElement().satisfies(report -> {
                assertThat(report.verdict()).isEqualTo(Verdict.NOT_VERIFIED);
                assertThat(report.describe()).contains("the module has none").contains("configure the legacy store");
                assertThatThrownBy(report::requireAnswered)
                        .isInstanceOfSatisfying(
                                StoreException.class,
                                it -> assertThat(it.fault().kind()).isEqualTo(Fault.Kind.UNAVAILABLE));
            });
        }
    }

    @Test
    void aNewModuleMayBeginInTheLastStage() {
        try (Persistence persistence = open(withoutMongo(Stage.TARGET_ONLY))) {
            put(persistence, "first");
        }
        try (Persistence persistence = open(withoutMongo(Stage.TARGET_ONLY))) {
            assertThat(persistence.store(Note.class).find("first")).isPresent();
            assertThat(persistence.module("desk").stage()).isEqualTo(Stage.TARGET_ONLY);
        }
    }

    @Test
    void aModuleThatStillNeedsMongoDoesNotStartWithoutIt() {
        walk(Stage.RAMP_DOWN);

        assertThatThrownBy(() -> open(withoutMongo(Stage.TARGET_ONLY)))
                .isInstanceOf(StoreNotAdmittedException.class)
                .hasMessageContaining("its control record says that it is in ramp-down")
                .hasMessageContaining("configure the legacy store (persistence.mongo)");
        assertThatThrownBy(() -> open(withoutMongo(Stage.RAMP_DOWN)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("persistence.mongo.uri is missing");
    }

    /** The tasks that look at stores have had their turn. */
    private static void awaitRounds(Persistence persistence) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(persistence.module("desk").health().tasks().stream()
                                .filter(it -> it.lastSuccess().isPresent())
                                .map(TaskHealth::task))
                        .contains("reconciler", "following the stage", "watching the stores"));
    }
}
