// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.modules.Catalogue;
import org.stellaops.persistence.modules.catalogue.DocumentGenerator.Generated;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.PersistenceModule;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresExtension;
import org.stellaops.persistence.testkit.generate.RandomSource;

/**
 * No tenant reads or writes what is another's, through the library or through SQL as the service's role, on connections that
 * threads share. The system property {@code tenant.attempts} says how often it is tried.
 */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class TenantLeakTest {

    private static final int ATTEMPTS = Integer.getInteger("tenant.attempts", 4_000);
    private static final int THREADS = 8;
    private static final int RECORDS = 20;

    private static final List<Persistence> OPENED = new ArrayList<>();
    private static final List<Target> TARGETS = new ArrayList<>();
    private static HikariDataSource pool;

    /** A type with its records, and where they are. */
    record Target(EntityType<?> type, PersistenceModule module, RecordStore store, List<Generated> records) {

        List<RepositoryRead<?, ?>> reads() {
            return RepositoryReads.of(type.module()).stream()
                    .filter(it -> it.type().equals(type))
                    .toList();
        }

        Set<String> idsOf(String tenant) {
            return records.stream()
                    .map(Generated::key)
                    .filter(it -> it.tenantOrEmpty().equals(tenant))
                    .map(RecordKey::id)
                    .collect(Collectors.toSet());
        }
    }

    @BeforeAll
    static void fill(MongoEngine mongo, PostgresDatabase postgres) {
        for (ModuleDescriptor module : new Catalogue().modules()) {
            String yaml = """
                    persistence:
                      mongo: { uri: "%s", database: %s }
                      postgres: { security: { login: warn }, jdbc-url: "%s", user: "%s", password: "${PG_PASSWORD}" }
                      modules: { %s: { stage: legacy-only } }
                    """.formatted(
                            mongo.connectionString(),
                            mongo.createDatabase().name(),
                            postgres.jdbcUrl(),
                            postgres.user(),
                            module.name());
            Persistence persistence = Persistence.builder(
                            Config.parse(yaml, Map.of("PG_PASSWORD", postgres.password())))
                    .modules(module)
                    .meters(new SimpleMeterRegistry())
                    .open();
            OPENED.add(persistence);
            for (Stage stage : List.of(Stage.DUAL_WRITE, Stage.SHADOW_READ, Stage.TARGET_LED)) {
                Moves.to(persistence.module(module.name()), stage);
                // The gates before a change of leader ask for both, of whatever there is.
                if (stage == Stage.DUAL_WRITE) {
                    OpenModule.seed(persistence, module);
                    assertThat(persistence.module(module.name()).backfill()).isNotEmpty();
                } else if (stage == Stage.SHADOW_READ) {
                    assertThat(persistence.module(module.name()).verify()).isNotEmpty();
                }
            }
            module.entityTypes().forEach(type -> fill(persistence, type));
        }
        pool = pool(postgres);
    }

    private static void fill(Persistence persistence, EntityType<?> type) {
        RecordStore store = persistence.records(type);
        Records records = new Records(type, RECORDS);
        List<Generated> written = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            Generated it = records.generate(i, 0);
            assertThat(store.put(it.key(), it.content(), Precondition.none()).isApplied())
                    .isTrue();
            written.add(it);
        }
        if (type.tenancy() == Tenancy.TENANT) {
            TARGETS.add(new Target(type, persistence.module(type.module()), store, written));
        }
    }

    @AfterAll
    static void close() {
        pool.close();
        OPENED.forEach(Persistence::close);
    }

    @Test
    void noAttemptReachesAnotherTenant() throws Exception {
        List<Future<List<String>>> leaks = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            for (int thread = 0; thread < THREADS; thread++) {
                RandomSource source = new RandomSource(thread);
                leaks.add(threads.submit(() -> attempts(source, ATTEMPTS / THREADS)));
            }
            List<String> all = new ArrayList<>();
            for (Future<List<String>> it : leaks) {
                all.addAll(it.get());
            }
            assertThat(all).isEmpty();
        } finally {
            threads.shutdownNow();
        }
        System.out.println("tenant-leak: " + ATTEMPTS + " attempts over " + pool.getMaximumPoolSize()
                + " connections on " + TARGETS.size() + " tenant-scoped types, 0 leaks");
    }

    /** The attempts find a leak where there is one: a table whose policies do not apply. */
    @Test
    void aTableWithoutRowLevelSecurityLeaks() throws Exception {
        EntityType<?> type = TARGETS.stream()
                .map(Target::type)
                .filter(it -> it.toString().equals("authority.licenses"))
                .findFirst()
                .orElseThrow();
        execute("ALTER TABLE authority.licenses DISABLE ROW LEVEL SECURITY");
        try (SqlIntruder sql = new SqlIntruder(pool.getConnection(), type)) {
            for (int kind : List.of(0, 1, 2, 3, 4, 5, 7, 8, 11)) {
                assertThat(sql.attempt(kind, new RandomSource(1), "tenant-1", "tenant-2"))
                        .as("kind " + kind)
                        .isPresent();
            }
        } finally {
            execute("ALTER TABLE authority.licenses ENABLE ROW LEVEL SECURITY");
        }
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> attempts(RandomSource source, int count) throws Exception {
        List<String> leaks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Target target = source.oneOf(TARGETS);
            Generated victim = source.oneOf(target.records());
            String victims = victim.key().tenantOrEmpty();
            String intruder = "tenant-" + (Integer.parseInt(victims.substring(7)) + source.between(1, 4)) % 5;
            if (source.onceIn(4)) {
                throughTheLibrary(target, victim, intruder, source.below(6), leaks);
            } else {
                try (SqlIntruder sql = new SqlIntruder(pool.getConnection(), target.type())) {
                    sql.attempt(source.below(SqlIntruder.KINDS), source, intruder, victims)
                            .ifPresent(leaks::add);
                }
            }
        }
        return leaks;
    }

    private static void throughTheLibrary(
            Target target, Generated victim, String intruder, int kind, List<String> leaks) {
        RecordStore store = target.store();
        RecordKey key = RecordKey.of(intruder, victim.key().id());
        boolean leaked = switch (kind) {
            case 0 -> store.find(key).isPresent();
            case 1 ->
                store.query(Optional.of(intruder), Query.all()).items().stream()
                        .anyMatch(it -> !it.key().tenantOrEmpty().equals(intruder));
            case 2 -> store.delete(key, Precondition.none()).isApplied();
            case 3 -> store.put(key, victim.content(), Precondition.present()).isApplied();
            case 4 -> target.reads().stream().anyMatch(it -> answersAnother(it, target, victim, intruder));
            default -> isAnsweredWithoutTenant(store, victim);
        };
        boolean kept = store.find(victim.key())
                .map(StoredRecord::content)
                .filter(victim.content()::equals)
                .isPresent();
        if (leaked || !kept) {
            leaks.add("library, kind " + kind + ": " + intruder + " reached " + target.type() + " " + victim.key());
        }
    }

    /** Asks for what the victim holds, as the intruder. */
    private static <R, T> boolean answersAnother(
            RepositoryRead<R, T> read, Target target, Generated victim, String intruder) {
        T sample = read.type().codec().entityOf(victim.key().id(), victim.content());
        Set<String> own = target.idsOf(intruder);
        return read.isAskedOf().test(sample)
                && read.ask().ask(read.routed(target.module()), intruder, sample).stream()
                        .anyMatch(it -> !own.contains(read.type().codec().idOf(it)));
    }

    private static boolean isAnsweredWithoutTenant(RecordStore store, Generated victim) {
        try {
            WriteOutcome outcome = store.delete(RecordKey.global(victim.key().id()), Precondition.none());
            return outcome.isApplied();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static HikariDataSource pool(PostgresDatabase postgres) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(postgres.jdbcUrl());
        config.setUsername(postgres.user());
        config.setPassword(postgres.password());
        config.setMaximumPoolSize(4);
        return new HikariDataSource(config);
    }
}
