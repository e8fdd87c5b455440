// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.dualwrite.gate.StageGate;
import org.stellaops.persistence.dualwrite.tombstone.TombstoneRemovalResult;
import org.stellaops.persistence.dualwrite.tombstone.TombstoneRetention;
import org.stellaops.persistence.dualwrite.verify.Verdict;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.MongoOptions;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresExtension;
import org.stellaops.persistence.value.Struct;

/** Removal of tombstones as an operator asks for it, over both databases. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class TombstonesTest {

    private static final EntityType<Document> NOTES = notesOf("diary");

    /** A module of its own, since the tests of a class share their databases. */
    private static final EntityType<Document> PAGES = notesOf("journal");

    private static final TombstoneRetention ALL = TombstoneRetention.defaults().withKeep(Duration.ZERO);

    @Test
    void tombstonesGoFromBothStoresWhoeverLeads(MongoDatabaseName mongo, PostgresDatabase postgres) {
        try (Persistence persistence = open(config(mongo.connectionString(), mongo.name(), postgres, NOTES), NOTES)) {
            PersistenceModule diary = persistence.module("diary");
            for (Stage stage : new Stage[] {Stage.DUAL_WRITE, Stage.SHADOW_READ, Stage.TARGET_LED, Stage.SHADOW_READ}) {
                assertThat(diary.moveTo(stage)).isInstanceOf(MoveResult.Moved.class);
                writeAndDelete(persistence, NOTES);

                assertThat(diary.removeTombstones(TombstoneRetention.defaults()))
                        .as("a week has not gone by")
                        .isInstanceOf(TombstoneRemovalResult.NothingToRemove.class);
                assertThat(diary.removeTombstones(ALL))
                        .as("%s", stage)
                        .isInstanceOfSatisfying(TombstoneRemovalResult.Removed.class, it -> {
                            assertThat(it.fromLegacy()).isEqualTo(2);
                            assertThat(it.fromTarget()).isEqualTo(2);
                        });

                assertThat(diary.legacy().store(NOTES).replicatedTombstones(Optional.empty(), 10))
                        .isEmpty();
                assertThat(diary.target().store(NOTES).replicatedTombstones(Optional.empty(), 10))
                        .isEmpty();
                assertThat(diary.verify())
                        .extracting(VerificationReport::verdict)
                        .containsExactly(Verdict.PASS);
            }
        }
    }

    @Test
    void whereMongoDbCannotFenceTheTombstonesStayAndTheReasonSaysWhatToDo(PostgresDatabase postgres) {
        try (MongoEngine mongo =
                        MongoEngine.startEmbedded(MongoOptions.defaults().withoutValidators());
                Persistence persistence = open(config(mongo.connectionString(), "weak", postgres, PAGES), PAGES)) {
            PersistenceModule journal = persistence.module("journal");
            writeAndDelete(persistence, PAGES);
            ControlRecord before = journal.legacy().control().read();

            assertThat(journal.removeTombstones(ALL))
                    .isInstanceOfSatisfying(
                            TombstoneRemovalResult.Refused.class,
                            it -> assertThat(it.reason()).contains("grant collMod"));

            assertThat(journal.legacy().control().read()).isEqualTo(before);
            assertThat(journal.legacy().store(PAGES).replicatedTombstones(Optional.empty(), 10))
                    .hasSize(2);
            assertThat(journal.target().store(PAGES).replicatedTombstones(Optional.empty(), 10))
                    .hasSize(2);
        }
    }

    private static void writeAndDelete(Persistence persistence, EntityType<Document> type) {
        var notes = persistence.store(type);
        for (String id : new String[] {"a", "b", "c"}) {
            Struct body = Struct.builder().put("body", "note " + id).build();
            assertThat(notes.put(new Document(id, body), Precondition.none()).isApplied())
                    .isTrue();
        }
        for (String id : new String[] {"a", "b"}) {
            assertThat(notes.delete(id, Precondition.none()).isApplied()).isTrue();
        }
        var module = persistence.module(type.module()).dualWrite();
        assertThat(module.drain(Duration.ofSeconds(60)))
                .as("%s keys are pending", module.pendingDepth())
                .isTrue();
    }

    private static Config config(String uri, String database, PostgresDatabase postgres, EntityType<?> type) {
        String yaml = """
                persistence:
                  mongo: { uri: "%s", database: %s }
                  postgres: { security: { login: warn }, jdbc-url: "%s", user: "%s", password: "${PG_PASSWORD}" }
                  modules: { %s: { stage: dual-write } }
                """.formatted(uri, database, postgres.jdbcUrl(), postgres.user(), type.module());
        return Config.parse(yaml, Map.of("PG_PASSWORD", postgres.password()));
    }

    private static Persistence open(Config config, EntityType<Document> type) {
        return Persistence.builder(config)
                .modules(ModuleDescriptor.of(type.module(), type))
                .meters(new SimpleMeterRegistry())
                .gates(StageGate.none())
                .open();
    }

    private static EntityType<Document> notesOf(String module) {
        return EntityType.builder(module, "notes").fields(FieldDef.text("body")).build();
    }
}
