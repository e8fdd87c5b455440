// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stellaops.persistence.Limits;
import org.stellaops.persistence.Patch;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.dualwrite.verify.Verdict;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.ScalarKind;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.query.Field;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.PersistenceModule;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresExtension;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** A record at a limit reaches the follower, one just over it is rejected before the leader is written, and a backlog fits the heap. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class NeverStuckTest {

    /** Of modules of their own, because all tests of a class share their databases. */
    static final EntityType<?> BACKLOG = type("burden");

    private static final EntityType<?> TYPE = type("heavy");
    private static final Field<String> NAME = Field.of("name", String.class);
    private static final Field<String> FOURTH = Field.of("fourth", String.class);

    private static final String NOWHERE = "mongodb://127.0.0.1:1/";
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int RECORDS = Integer.getInteger("backlog.records", 5);
    private static final String HEAP = System.getProperty("backlog.heap", "320m");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(names = {"DUAL_WRITE", "TARGET_LED"})
    void atALimitARecordIsReplicatedAndOverItRejected(Stage stage, MongoDatabaseName mongo, PostgresDatabase postgres)
            throws IOException {
        String yaml = yaml(TYPE, mongo.connectionString(), mongo, postgres, "legacy-only");
        try (Persistence persistence = open(TYPE, yaml, postgres)) {
            PersistenceModule module = walk(persistence, TYPE, stage);
            RecordStore store = persistence.records(TYPE);
            fitting()
                    .forEach((name, content) -> assertThat(store.put(key(stage + name), content, Precondition.none()))
                            .as(name)
                            .isInstanceOf(WriteOutcome.Applied.class));
            excessive()
                    .forEach((name, content) -> assertThat(store.put(key(stage + name), content, Precondition.none()))
                            .as(name)
                            .isInstanceOf(WriteOutcome.Rejected.class));

            // MongoDB does not measure the record: what it takes must be replicated all the same.
            assertThat(store.update(key(stage + "-text"), Patch.set(NAME, "n".repeat(600)), Precondition.none())
                            .outcome())
                    .isInstanceOfAny(WriteOutcome.Applied.class, WriteOutcome.Rejected.class);
            assertThat(store.update(key(stage + "-four"), Patch.set(FOURTH, "n".repeat(600)), Precondition.none())
                            .outcome())
                    .isInstanceOf(WriteOutcome.Rejected.class);

            await().atMost(PATIENCE).until(() -> module.dualWrite().pendingDepth() == 0);
            fitting()
                    .keySet()
                    .forEach(name -> assertThat(store.delete(key(stage + name), Precondition.none())
                                    .isApplied())
                            .isTrue());
            await().atMost(PATIENCE).until(() -> module.dualWrite().pendingDepth() == 0);
            // What is under way to the follower may take longer than a move waits, on a busy machine.
            module.stage()
                    .walkTo(Stage.LEGACY_ONLY)
                    .forEach(next ->
                            await().atMost(PATIENCE).until(() -> module.moveTo(next) instanceof MoveResult.Moved));
            System.out.println("never-stuck: stage=" + stage + " replicated="
                    + fitting().size() + " rejected=" + excessive().size());
        }
    }

    @Test
    void aBacklogOfLargeRecordsIsSentWithASmallHeap(MongoDatabaseName mongo, PostgresDatabase postgres)
            throws IOException, InterruptedException {
        try (Persistence persistence =
                open(BACKLOG, yaml(BACKLOG, mongo.connectionString(), mongo, postgres, "legacy-only"), postgres)) {
            walk(persistence, BACKLOG, Stage.TARGET_LED);
        }
        String away = yaml(BACKLOG, NOWHERE, mongo, postgres, "target-led");
        try (Persistence persistence = open(BACKLOG, away, postgres)) {
            RecordStore store = persistence.records(BACKLOG);
            for (int i = 0; i < RECORDS; i++) {
                Value body = i % 2 == 0 ? Value.of("x".repeat(8_000_000)) : strings(590_000, "ab");
                assertThat(store.put(key("backlog" + i), with("body", body), Precondition.none())
                                .isApplied())
                        .isTrue();
            }
            assertThat(persistence.module("burden").dualWrite().pendingDepth()).isEqualTo(RECORDS);
        }
        Path file = Files.writeString(
                folder.resolve("drain.yaml"), yaml(BACKLOG, mongo.connectionString(), mongo, postgres, "target-led"));
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + HEAP,
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                BacklogDrain.class.getName(),
                file.toString());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(folder.resolve("drain.log").toFile());
        builder.environment().putAll(environment(postgres));
        int status = builder.start().waitFor();
        String log = Files.readString(folder.resolve("drain.log"));
        assertThat(status).as(log.substring(Math.max(0, log.length() - 4_000))).isZero();
        System.out.println("never-stuck: backlog records=" + RECORDS + " heap=" + HEAP + " drained and verified");
    }

    private static EntityType<?> type(String module) {
        return EntityType.builder(module, module + "_things")
                .tenancy(Tenancy.TENANT)
                .fields(
                        FieldDef.text("name").optional(),
                        FieldDef.text("other").optional(),
                        FieldDef.scalar("blob", ScalarKind.BYTES).optional(),
                        FieldDef.text("fourth").optional(),
                        FieldDef.json("body").optional())
                .unique(module + "_four", "name", "other", "blob", "fourth")
                .unique(module + "_key", "name", "other", "blob")
                .build();
    }

    private static Map<String, Struct> fitting() {
        Map<String, Struct> contents = new LinkedHashMap<>();
        contents.put("-text", with("body", Value.of("x".repeat(Limits.LARGEST_CONTENT - 100))));
        contents.put("-strings", with("body", strings(800_000, "ab")));
        contents.put("-deep", with("body", deep(Limits.DEEPEST_VALUE - 1)));
        contents.put("-unique", unique(600));
        contents.put("-four", unique(599));
        return contents;
    }

    private static Map<String, Struct> excessive() {
        Map<String, Struct> contents = new LinkedHashMap<>();
        contents.put("-text", with("body", Value.of("x".repeat(Limits.LARGEST_CONTENT))));
        contents.put("-bson", with("body", strings(950_000, "abcdef")));
        contents.put("-count", with("body", strings(1_300_000, "")));
        contents.put("-deep", with("body", deep(Limits.DEEPEST_VALUE + 1)));
        contents.put("-unique", unique(601));
        return contents;
    }

    private static Value strings(int count, String text) {
        return new Value.Items(Collections.nCopies(count, Value.of(text)));
    }

    private static Value deep(int levels) {
        Value value = Value.of(1);
        for (int i = 0; i < levels; i++) {
            value = Value.Items.of(value);
        }
        return value;
    }

    private static Struct unique(int length) {
        byte[] incompressible = new byte[length];
        new java.util.SplittableRandom(1).nextBytes(incompressible);
        StringBuilder text = new StringBuilder();
        new java.util.SplittableRandom(2).ints(length, 'a', 'z').forEach(it -> text.append((char) it));
        return Struct.builder()
                .put("name", text.toString())
                .put("other", text.reverse().toString())
                .put("blob", new Value.Bytes(0, incompressible))
                .build();
    }

    private static Struct with(String field, Value value) {
        return Struct.builder().put(field, value).build();
    }

    private static RecordKey key(String id) {
        return RecordKey.of("t", id);
    }

    private static PersistenceModule walk(Persistence persistence, EntityType<?> type, Stage stage) {
        PersistenceModule module = persistence.module(type.module());
        assertThat(persistence.records(type).put(key("first"), with("name", Value.of("first")), Precondition.none()))
                .isInstanceOf(WriteOutcome.Applied.class);
        List<MoveResult> moves = new ArrayList<>();
        module.stage().walkTo(stage).forEach(next -> {
            if (next == Stage.TARGET_LED) {
                prove(module);
            }
            moves.add(module.moveTo(next));
        });
        assertThat(moves).allMatch(MoveResult.Moved.class::isInstance);
        return module;
    }

    /** What the gates want to see before the target leads. */
    private static void prove(PersistenceModule module) {
        assertThat(module.backfill()).allMatch(BackfillRun::isFinished);
        await().atMost(PATIENCE).until(() -> module.dualWrite().pendingDepth() == 0);
        assertThat(module.verify()).allMatch(it -> it.verdict() == Verdict.PASS);
    }

    private static Persistence open(EntityType<?> type, String yaml, PostgresDatabase postgres) {
        return Persistence.builder(Config.parse(yaml, environment(postgres)))
                .modules(ModuleDescriptor.of(type.module(), type))
                .meters(new SimpleMeterRegistry())
                .open();
    }

    private static Map<String, String> environment(PostgresDatabase postgres) {
        return Map.of("PG_PASSWORD", postgres.password());
    }

    /** The stand-in sends as many documents as it is asked for; a server sends 16 MB at most. */
    private static String yaml(
            EntityType<?> type, String uri, MongoDatabaseName mongo, PostgresDatabase postgres, String stage) {
        return """
                persistence:
                  mongo: { uri: "%s", database: "%s", deadline: 2m, server-selection-timeout: %s, scan-batch-size: 4 }
                  postgres: { security: { login: warn }, jdbc-url: "%s", user: "%s", password: "${PG_PASSWORD}", pool: { max-size: 4 }, statement-timeout: 2m }
                  modules:
                    %s:
                      stage: %s
                      follower: { queue-bytes: 33554432, deadline: 30s }
                      reconciler: { every: 50ms }
                """.formatted(
                        uri,
                        mongo.name(),
                        uri.equals(NOWHERE) ? "300ms" : "30s",
                        postgres.jdbcUrl(),
                        postgres.user(),
                        type.module(),
                        stage);
    }
}
