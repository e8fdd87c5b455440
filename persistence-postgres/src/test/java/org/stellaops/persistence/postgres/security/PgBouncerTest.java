// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.postgres.PostgresBackend;
import org.stellaops.persistence.postgres.config.PostgresConfig;
import org.stellaops.persistence.postgres.config.PostgresSecurity;
import org.stellaops.persistence.postgres.config.PostgresSecurity.Pooling;
import org.stellaops.persistence.postgres.config.SecurityCheck;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** Behind a real PgBouncer in transaction mode; skipped where there is none. */
@ExtendWith(PostgresExtension.class)
class PgBouncerTest {

    private static final int THREADS = 8;
    private static final int RECORDS = 25;

    @TempDir
    private static Path directory;

    private static PostgresDatabase database;
    private static SecuredModule module;
    private static PgBouncer bouncer;

    @BeforeAll
    static void start(PostgresDatabase made) throws IOException {
        assumeTrue(PgBouncer.binary().isPresent(), "no pgbouncer on this machine; install the package pgbouncer");
        database = made;
        module = new SecuredModule(made).install();
        bouncer = PgBouncer.start(directory, made, List.of(SecuredModule.SERVICE, SecuredModule.WORKER));
    }

    @AfterAll
    static void stop() {
        if (bouncer != null) {
            bouncer.close();
        }
    }

    private static PostgresConfig config(Pooling pooling) {
        return module.config()
                .withJdbcUrl(bouncer.jdbcUrl(database.name()))
                .withPools(THREADS, 4)
                .withSecurity(PostgresSecurity.defaults().withPooling(pooling));
    }

    @Test
    void isNamedWhereTheConfigurationDoesNotKnowOfIt() {
        assertThatThrownBy(() -> prepare(config(Pooling.NONE)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("PgBouncer")
                .hasMessageContaining("persistence.postgres.pooling: transaction");
    }

    @Test
    void tenantsShareItsConnectionsAndSeeNothingOfEachOther() throws Exception {
        try (PostgresBackend backend = PostgresBackend.open(config(Pooling.TRANSACTION), "guarded")) {
            backend.prepare(SecuredModule.TYPES);
            TargetStore notes = backend.store(SecuredModule.NOTES);
            inThreads(thread -> {
                for (int i = 0; i < RECORDS; i++) {
                    assertThat(notes.apply(SecuredModule.note("t" + thread, "n" + i, 1), 0))
                            .isEqualTo(new ApplyAnswer.Applied());
                    assertThat(notes.query(Optional.of("t" + thread), Query.all())
                                    .items())
                            .hasSize(i + 1)
                            .allSatisfy(
                                    it -> assertThat(it.key().tenantOrEmpty()).isEqualTo("t" + thread));
                }
            });
            assertThat(notes.count()).isGreaterThanOrEqualTo((long) THREADS * RECORDS);
            Set<String> scanned = new HashSet<>();
            try (var scan = notes.scan(Optional.empty())) {
                while (scan.hasNext()) {
                    assertThat(scanned.add(scan.next().key().toString())).isTrue();
                }
            }
            assertThat(scanned.stream().filter(it -> it.startsWith("t")).count())
                    .isEqualTo(THREADS * RECORDS);
            System.out.println("fail-closed: pgbouncer: " + scanned.size() + " records of " + THREADS
                    + " tenants through 2 connections, none seen by another tenant");
            assertThat(backend.control()
                            .initialise(new ControlRecord(ControlRecord.Phase.AWAY, 1))
                            .epoch())
                    .isEqualTo(1);
        }
        assertThat(session("SHOW search_path")).isEqualTo("\"$user\", public");
        assertThat(session("SELECT current_user || coalesce(current_setting('app.tenant_id', true), '')"))
                .isEqualTo(SecuredModule.SERVICE);
        assertThat(session("SHOW statement_timeout")).isEqualTo("0");
    }

    @Test
    void aHostileSearchPathOfTheLoginIsNotFollowed() {
        module.execute(
                "CREATE SCHEMA hostile",
                "GRANT USAGE ON SCHEMA hostile TO PUBLIC",
                "CREATE FUNCTION hostile.set_config(text, text, boolean) RETURNS text LANGUAGE plpgsql AS"
                        + " 'BEGIN RAISE EXCEPTION ''caught''; END'",
                "CREATE FUNCTION hostile.json_to_recordset(json) RETURNS SETOF record LANGUAGE plpgsql AS"
                        + " 'BEGIN RAISE EXCEPTION ''caught''; END'",
                "CREATE FUNCTION hostile.equal(text, text) RETURNS boolean LANGUAGE plpgsql AS"
                        + " 'BEGIN RAISE EXCEPTION ''caught''; END'",
                "CREATE OPERATOR hostile.= (LEFTARG = text, RIGHTARG = text, FUNCTION = hostile.equal)",
                "ALTER ROLE guarded_service SET search_path = hostile, pg_catalog",
                "ALTER ROLE guarded_service_worker SET search_path = hostile, pg_catalog",
                "ALTER ROLE guarded_owner SET search_path = hostile, pg_catalog");
        try (PgBouncer fresh = PgBouncer.start(
                Files.createDirectory(directory.resolve("fresh")),
                database,
                List.of(SecuredModule.SERVICE, SecuredModule.WORKER))) {
            PostgresConfig pooled = config(Pooling.TRANSACTION).withJdbcUrl(fresh.jdbcUrl(database.name()));
            PostgresConfig direct = module.config();
            for (PostgresConfig config : List.of(pooled, direct)) {
                assertThatThrownBy(() -> prepare(config)).hasMessageContaining("function hostile.set_config");
                PostgresConfig reporting = config.withSecurity(config.security().reporting(SecurityCheck.SEARCH_PATH));
                try (PostgresBackend backend = PostgresBackend.open(reporting, "guarded")) {
                    TargetStore notes = backend.store(SecuredModule.NOTES);
                    assertThat(notes.apply(SecuredModule.note("hostile", "n", config.equals(pooled) ? 1 : 2), 0))
                            .isEqualTo(new ApplyAnswer.Applied());
                    assertThat(notes.query(Optional.of("hostile"), Query.all()).items())
                            .hasSize(1);
                    assertThat(notes.count()).isPositive();
                }
            }
            PostgresBackend.install(module.as("guarded_owner"), "guarded", SecuredModule.TYPES);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } finally {
            module.execute(
                    "ALTER ROLE guarded_service RESET search_path",
                    "ALTER ROLE guarded_service_worker RESET search_path",
                    "ALTER ROLE guarded_owner RESET search_path",
                    "DROP SCHEMA hostile CASCADE");
        }
    }

    private static void prepare(PostgresConfig config) {
        try (PostgresBackend backend = PostgresBackend.open(config, "guarded")) {
            backend.prepare(SecuredModule.TYPES);
        }
    }

    private interface Body {
        void of(int thread);
    }

    private static void inThreads(Body body) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<Boolean>> all = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int thread = i;
                all.add(() -> {
                    body.of(thread);
                    return true;
                });
            }
            for (Future<Boolean> it : threads.invokeAll(all)) {
                assertThat(it.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** What the next client of the pooler finds in a session that the library has used. */
    private static String session(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        bouncer.jdbcUrl(database.name()), SecuredModule.SERVICE, SecuredModule.PASSWORD);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "";
        }
    }
}
