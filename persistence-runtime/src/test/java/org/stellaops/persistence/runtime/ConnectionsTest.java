// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresOptions;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/**
 * The page on connections computes what a process holds, at most and at rest. With {@code -Dconnections.rest=SECONDS} each process is
 * left alone for so long after its load, which must be longer than connections without use stay open, and what it holds then is measured.
 */
class ConnectionsTest {

    private static final int MAX_SIZE = 8;
    private static final int MAINTENANCE = 4;

    /** As the page counts the background threads that use each of the two pools. */
    private static final int RESTING = 3;

    private static final int RESTING_MAINTENANCE = 4;

    private static final int LEAST_CALLERS = 24;
    private static final int CALLS = 60;
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration REST = Duration.ofSeconds(Integer.getInteger("connections.rest", 0));

    /** Longer than the rarest background work needs to come round. */
    private static final Duration OBSERVED = Duration.ofSeconds(20);

    private static PostgresEngine engine;

    @BeforeAll
    static void start() {
        engine = PostgresEngine.start(
                PostgresOptions.defaults().with("fsync", "off").with("max_connections", "200"));
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    @ParameterizedTest
    @CsvSource({"1, false", "8, false", "8, true"})
    void noMoreConnectionsAreHeldThanThePageComputes(int modules, boolean shared) throws Exception {
        PostgresDatabase database = engine.createDatabase("connections");
        int most = (shared ? 1 : modules) * (MAX_SIZE + MAINTENANCE);
        try (Persistence persistence = open(database, modules, shared);
                Connection observer = database.connect()) {
            // The check at start uses a connection of its own, whose server process ends a moment after it was closed.
            await().atMost(PATIENCE).until(() -> connections(observer, "measured/security") == 0);
            int opened = connections(observer);
            int underLoad = underLoad(persistence, modules, observer);

            System.out.printf(
                    "connections: modules=%d shared=%s opened=%d load=%d most=%d%n",
                    modules, shared, opened, underLoad, most);
            assertThat(opened).isBetween(1, most);
            assertThat(underLoad).isBetween(shared ? MAX_SIZE : 3, most);
            if (!REST.isZero()) {
                assertThatNoMoreAreHeldAtRestThanThePageComputes(modules, shared, observer);
            }
        }
        try (Connection observer = database.connect()) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(connections(observer)).isZero());
        }
    }

    private static void assertThatNoMoreAreHeldAtRestThanThePageComputes(
            int modules, boolean shared, Connection observer) throws Exception {
        int most = shared
                ? Math.min(MAX_SIZE, modules * RESTING) + Math.min(MAINTENANCE, modules * RESTING_MAINTENANCE)
                : modules * (RESTING + RESTING_MAINTENANCE);
        TimeUnit.NANOSECONDS.sleep(REST.toNanos());
        int service = 0;
        int maintenance = 0;
        for (long end = System.nanoTime() + OBSERVED.toNanos(); System.nanoTime() < end; ) {
            int ofMaintenance = connections(observer, "measured/%-maintenance");
            maintenance = Math.max(maintenance, ofMaintenance);
            service = Math.max(service, connections(observer) - ofMaintenance);
            TimeUnit.MILLISECONDS.sleep(50);
        }
        System.out.printf(
                "connections: modules=%d shared=%s rest=%d (%d and %d) most=%d%n",
                modules, shared, service + maintenance, service, maintenance, most);
        assertThat(service + maintenance).isBetween(1, most);
    }

    private static Persistence open(PostgresDatabase database, int modules, boolean shared) {
        String yaml = """
                persistence:
                  postgres: { security: { login: warn }, jdbc-url: "%s", user: "%s", password: "${PG_PASSWORD}",
                              application-name: measured, pool: { max-size: %d, maintenance-size: %d, shared: %s } }
                  modules: { %s }
                """.formatted(
                        database.jdbcUrl(),
                        database.user(),
                        MAX_SIZE,
                        MAINTENANCE,
                        shared,
                        IntStream.range(0, modules)
                                .mapToObj(it -> "m" + it + ": { stage: target-only }")
                                .collect(Collectors.joining(", ")));
        return Persistence.builder(Config.parse(yaml, Map.of("PG_PASSWORD", database.password())))
                .modules(IntStream.range(0, modules)
                        .mapToObj(it -> ModuleDescriptor.of("m" + it, type(it)))
                        .toArray(ModuleDescriptor[]::new))
                .meters(new SimpleMeterRegistry())
                .open();
    }

    private static EntityType<Document> type(int module) {
        return EntityType.builder("m" + module, "things" + module)
                .fields(FieldDef.text("name"))
                .build();
    }

    /** The most connections that were seen while callers write to all modules at once; none of their calls may fail. */
    private static int underLoad(Persistence persistence, int modules, Connection observer) throws Exception {
        int callerCount = Math.max(LEAST_CALLERS, modules * MAX_SIZE);
        ExecutorService callers = Executors.newFixedThreadPool(callerCount);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int caller = 0; caller < callerCount; caller++) {
                RecordStore store = persistence.records(type(caller % modules));
                String id = "k" + caller;
                running.add(callers.submit(() -> {
                    for (int i = 0; i < CALLS; i++) {
                        Struct content =
                                Struct.builder().put("name", Value.of("n" + i)).build();
                        assertThat(store.put(RecordKey.global(id), content, Precondition.none())
                                        .isApplied())
                                .isTrue();
                    }
                }));
            }
            int most = 0;
            while (!running.stream().allMatch(Future::isDone)) {
                most = Math.max(most, connections(observer));
            }
            for (Future<?> each : running) {
                each.get();
            }
            return most;
        } finally {
            callers.shutdown();
        }
    }

    private static int connections(Connection observer) throws SQLException {
        return connections(observer, "measured%");
    }

    private static int connections(Connection observer, String names) throws SQLException {
        try (PreparedStatement statement = observer.prepareStatement("SELECT count(*) FROM pg_stat_activity WHERE"
                + " datname = current_database() AND application_name LIKE ?")) {
            statement.setString(1, names);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getInt(1) : -1;
            }
        }
    }
}
