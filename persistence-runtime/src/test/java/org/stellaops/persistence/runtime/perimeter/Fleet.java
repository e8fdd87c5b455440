// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.perimeter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.dualwrite.gate.StageGate;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.PersistenceBuilder;
import org.stellaops.persistence.runtime.PersistenceModule;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;

/** Several services of one module over the same two databases, each opened as a service does, and closed at the end. */
final class Fleet implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofMinutes(2);
    static final String MODULE = "desk";

    @Entity(module = MODULE, table = "notes")
    record Note(@Id String noteId, String body) {}

    @Entity(module = MODULE, table = "slips")
    record Slip(@Id String slipId, String body) {}

    static final EntityType<Note> NOTE = EntityType.of(Note.class);
    static final EntityType<Slip> SLIP = EntityType.of(Slip.class);

    final Queue<DualWriteEvent> events = new ConcurrentLinkedQueue<>();
    private final MongoDatabaseName mongo;
    private final List<Persistence> opened = new ArrayList<>();
    private PostgresDatabase postgres;

    Fleet(MongoDatabaseName mongo, PostgresDatabase postgres) {
        this.mongo = mongo;
        this.postgres = postgres;
    }

    /** What services that are opened from now on find behind the address of PostgreSQL. */
    Fleet with(PostgresDatabase other) {
        postgres = other;
        return this;
    }

    PostgresDatabase postgres() {
        return postgres;
    }

    /** A service that follows quickly and asks no gates. */
    Persistence open(Stage stage, EntityType<?>... types) {
        return open(stage, it -> it.gates(StageGate.none()), types);
    }

    Persistence open(Stage stage, UnaryOperator<PersistenceBuilder> options, EntityType<?>... types) {
        return open(yaml(stage, "follow-interval: 100ms, lease: 1s"), options, types);
    }

    Persistence open(String yaml, UnaryOperator<PersistenceBuilder> options, EntityType<?>... types) {
        return open(Config.parse(yaml, Map.of()), options, types);
    }

    Persistence open(Config config, UnaryOperator<PersistenceBuilder> options, EntityType<?>... types) {
        Persistence persistence = builder(config, options, types).open();
        opened.add(persistence);
        return persistence;
    }

    PersistenceBuilder builder(Config config, UnaryOperator<PersistenceBuilder> options, EntityType<?>... types) {
        return options.apply(Persistence.builder(config)
                .modules(ModuleDescriptor.of(MODULE, types))
                .meters(new SimpleMeterRegistry())
                .listener(events::add));
    }

    String yaml(Stage stage, String stages) {
        return yaml(stage, stages, postgres.address());
    }

    String yaml(Stage stage, String stages, InetSocketAddress address) {
        return yaml(stage, stages, "", address);
    }

    /** With more settings of the module. */
    String yaml(Stage stage, String stages, String module, InetSocketAddress address) {
        PostgresDatabase reached = postgres.via(address);
        return """
                persistence:
                  mongo: { uri: "%s", database: %s, connect-timeout: 2s, server-selection-timeout: 2s, deadline: 5s }
                  postgres: { security: { login: warn }, jdbc-url: "%s", user: "%s", password: "%s", connect-timeout: 2s, statement-timeout: 5s }
                  stages: { poll-interval: 50ms, %s }
                  modules:
                    desk: { stage: %s, reconciler: { every: 100ms }%s }
                """.formatted(
                        mongo.connectionString(),
                        mongo.name(),
                        reached.jdbcUrl(),
                        reached.user(),
                        reached.password(),
                        stages,
                        stage.configName(),
                        module.isEmpty() ? "" : ", " + module);
    }

    static PersistenceModule desk(Persistence persistence) {
        return persistence.module(MODULE);
    }

    /** Walks a module step by step. */
    static void walk(Persistence persistence, Stage end) {
        for (Stage next : desk(persistence).stage().walkTo(end)) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(desk(persistence).moveTo(next))
                            .as("moving to %s", next)
                            .isInstanceOf(MoveResult.Moved.class));
        }
    }

    static void awaitStage(Persistence persistence, Stage stage) {
        await().atMost(PATIENCE).until(() -> desk(persistence).stage() == stage);
    }

    static void put(Persistence persistence, String prefix, int count) {
        for (int i = 0; i < count; i++) {
            Note note = new Note(prefix + i, "body of " + prefix + i);
            if (!put(persistence, note)) {
                await().atMost(PATIENCE).until(() -> put(persistence, note));
            }
        }
    }

    private static boolean put(Persistence persistence, Note note) {
        return persistence.store(Note.class).put(note, Precondition.none()).isApplied();
    }

    static long found(Persistence persistence, String prefix, int count) {
        long found = 0;
        for (int i = 0; i < count; i++) {
            found += persistence.store(Note.class).find(prefix + i).isPresent() ? 1 : 0;
        }
        return found;
    }

    static List<String> refusal(MoveResult result) {
        assertThat(result).isInstanceOf(MoveResult.Refused.class);
        return ((MoveResult.Refused) result).reasons();
    }

    <E extends DualWriteEvent> List<E> received(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    void close(Persistence persistence) {
        persistence.close();
        opened.remove(persistence);
    }

    @Override
    public void close() {
        opened.forEach(Persistence::close);
        opened.clear();
    }
}
