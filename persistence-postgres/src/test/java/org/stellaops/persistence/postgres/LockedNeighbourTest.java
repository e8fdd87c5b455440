// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.dualwrite.TargetLeader;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.value.Struct;

/** A key or an entity type that somebody has locked in the database costs its own callers, and no others. */
class LockedNeighbourTest {

    private static final int CALLERS = 20;
    private static final EntityType<Document> TYPE = type("things");
    private static final EntityType<Document> OTHER = type("others");

    private final String url = Server.database();
    private final PostgresBackend backend = PostgresBackend.open(
            Server.config(url).withTimeouts(Duration.ofSeconds(20), Duration.ofMinutes(2), Duration.ofMinutes(1)),
            "shop");
    private final RecordStore things = TargetLeader.over(backend, TYPE);
    private final RecordStore others = TargetLeader.over(backend, OTHER);
    private final ExecutorService callers = Executors.newFixedThreadPool(2 * CALLERS);

    @AfterEach
    void close() {
        callers.shutdownNow();
        backend.close();
    }

    @Test
    void oneLockedKeyLeavesTheConnectionsToTheOthers() throws Exception {
        assertThat(put(things, RecordKey.of("a", "locked"))).isInstanceOf(WriteOutcome.Applied.class);
        assertThat(put(things, RecordKey.of("b", "free"))).isInstanceOf(WriteOutcome.Applied.class);
        try (Connection locker = locker("SELECT FROM shop.sync_state WHERE tenant = 'a' FOR UPDATE")) {
            List<Future<WriteOutcome>> blocked = many(() -> put(things, RecordKey.of("a", "locked")));
            awaitWaiting(1);

            for (int i = 0; i < CALLERS; i++) {
                assertThat(put(things, RecordKey.of("b", "free"))).isInstanceOf(WriteOutcome.Applied.class);
                assertThat(put(things, RecordKey.of("a", "k" + i))).isInstanceOf(WriteOutcome.Applied.class);
                assertThat(things.find(RecordKey.of("b", "free"))).isPresent();
                assertThat(things.query(java.util.Optional.of("b"), Query.all()).items())
                        .hasSize(1);
            }
            assertThat(blocked).noneMatch(Future::isDone);
            locker.rollback();
            for (Future<WriteOutcome> it : blocked) {
                assertThat(it.get()).isInstanceOfAny(WriteOutcome.Applied.class, WriteOutcome.Conflict.class);
            }
        }
    }

    @Test
    void oneLockedTableLeavesConnectionsToTheOtherEntityTypes() throws Exception {
        assertThat(put(things, RecordKey.of("a", "1"))).isInstanceOf(WriteOutcome.Applied.class);
        assertThat(put(others, RecordKey.of("a", "1"))).isInstanceOf(WriteOutcome.Applied.class);
        try (Connection locker = locker("LOCK TABLE shop.things IN ACCESS EXCLUSIVE MODE")) {
            List<Future<Boolean>> blocked =
                    many(() -> things.find(RecordKey.of("a", "1")).isPresent());
            awaitWaiting(6);

            for (int i = 0; i < CALLERS; i++) {
                assertThat(put(others, RecordKey.of("a", "1"))).isInstanceOf(WriteOutcome.Applied.class);
            }
            locker.rollback();
            for (Future<Boolean> it : blocked) {
                assertThat(it.get()).isTrue();
            }
        }
    }

    private Connection locker(String lock) throws SQLException {
        Connection connection = Server.connect(url);
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute(lock);
        }
        return connection;
    }

    private <T> List<Future<T>> many(java.util.concurrent.Callable<T> call) {
        List<Future<T>> futures = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            futures.add(callers.submit(call));
        }
        return futures;
    }

    private void awaitWaiting(int connections) {
        await().atMost(Duration.ofMinutes(1))
                .until(() -> Integer.parseInt(Server.value(
                                url,
                                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname ="
                                        + " current_database()"))
                        >= connections);
    }

    private static WriteOutcome put(RecordStore store, RecordKey key) {
        return store.put(key, Struct.builder().put("name", "x").build(), Precondition.none());
    }

    private static EntityType<Document> type(String table) {
        return EntityType.builder("shop", table)
                .tenancy(Tenancy.TENANT)
                .fields(FieldDef.text("name").optional())
                .build();
    }
}
