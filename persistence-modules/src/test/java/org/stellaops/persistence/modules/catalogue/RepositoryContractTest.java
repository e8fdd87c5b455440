// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.persistence.EntityStore;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.divergence.Divergence;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.Catalogue;
import org.stellaops.persistence.modules.authority.AuthorityModule;
import org.stellaops.persistence.modules.authority.MongoRoleRepository;
import org.stellaops.persistence.modules.authority.PostgresRoleRepository;
import org.stellaops.persistence.modules.authority.Role;
import org.stellaops.persistence.modules.authority.RoleRepository;
import org.stellaops.persistence.modules.authority.User;
import org.stellaops.persistence.modules.scheduler.MongoScheduleRepository;
import org.stellaops.persistence.modules.scheduler.PostgresScheduleRepository;
import org.stellaops.persistence.modules.scheduler.Run;
import org.stellaops.persistence.modules.scheduler.Schedule;
import org.stellaops.persistence.modules.scheduler.ScheduleRepository;
import org.stellaops.persistence.modules.scheduler.SchedulerModule;
import org.stellaops.persistence.modules.vuln.Advisories;
import org.stellaops.persistence.modules.vuln.AdvisoryRepository;
import org.stellaops.persistence.modules.vuln.MongoAdvisoryRepository;
import org.stellaops.persistence.modules.vuln.Osv;
import org.stellaops.persistence.modules.vuln.OsvLine;
import org.stellaops.persistence.modules.vuln.PostgresAdvisoryRepository;
import org.stellaops.persistence.modules.vuln.VulnModule;
import org.stellaops.persistence.mongo.MongoBackend;
import org.stellaops.persistence.postgres.PostgresBackend;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** Each repository answers the same on MongoDB, on PostgreSQL and through the module, whichever store leads. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class RepositoryContractTest {

    private static final String TENANT = "tenant-1";
    private static final int RECORDS = 150;
    private static final int SAMPLES = 8;
    private static final int MANY = 1_000;
    private static final Instant NOW = Instant.parse("2024-12-01T00:00:00Z");

    /** The three ways to a repository. */
    private record Ways<R>(R mongo, R postgres, R routed) {

        static <R> Ways<R> of(
                OpenModule opened,
                Class<R> type,
                Function<MongoBackend, R> mongo,
                Function<PostgresBackend, R> postgres) {
            return new Ways<>(
                    mongo.apply((MongoBackend) opened.module().legacy()),
                    postgres.apply((PostgresBackend) opened.module().target()),
                    opened.module().repository(type, mongo, postgres));
        }

        static <R> Ways<R> of(OpenModule opened, RepositoryRead<R, ?> read) {
            return of(opened, read.repository(), read.mongo(), read.postgres());
        }

        <T> void answer(List<T> expected, Function<R, List<T>> call) {
            assertThat(call.apply(mongo)).as("MongoDB").isEqualTo(expected);
            assertThat(call.apply(postgres)).as("PostgreSQL").isEqualTo(expected);
            assertThat(call.apply(routed)).as("routed").isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"authority", "scheduler", "notify", "policy", "vuln", "vex", "issuer", "audit"})
    void eachReadAnswersTheSame(String module, MongoEngine mongo, PostgresEngine postgres) {
        PostgresDatabase database = postgres.createDatabase("repositories_" + module);
        try (OpenModule opened = OpenModule.at(
                Stage.SHADOW_READ, Catalogue.find(module).orElseThrow(), mongo.createDatabase(), database)) {
            Map<String, List<?>> all = opened.fill(RECORDS);
            assertThat(RepositoryReads.of(module)).isNotEmpty().allSatisfy(it -> check(opened, it, all));
            opened.expectNoDivergence();
        }
        postgres.dropDatabase(database);
    }

    private static <R, T> void check(OpenModule opened, RepositoryRead<R, T> read, Map<String, List<?>> records) {
        List<T> all = OpenModule.entities(records, read.type());
        List<T> samples = all.stream().filter(read.isAskedOf()).limit(SAMPLES).toList();
        Ways<R> ways = Ways.of(opened, read);
        samples.forEach(sample ->
                ways.answer(read.answerOf(all, sample), repository -> read.ask().ask(repository, TENANT, sample)));
        assertThat(samples.stream()
                        .mapToInt(it -> read.answerOf(all, it).size())
                        .sum())
                .as(read.name() + " has something to find")
                .isPositive();
    }

    @Test
    void theRepositoryOfTheStoreThatLeadsIsAsked(MongoEngine mongo, PostgresDatabase postgres) throws SQLException {
        try (OpenModule opened =
                OpenModule.at(Stage.SHADOW_READ, SchedulerModule.descriptor(), mongo.createDatabase(), postgres)) {
            EntityStore<Schedule> store =
                    opened.persistence().tenantStore(Schedule.class).forTenant(TENANT);
            Schedule used = schedule(1);
            Schedule unused = schedule(2);
            Schedule removed = schedule(3);
            List.of(used, unused, removed).forEach(it -> put(store, it));
            put(opened.persistence().tenantStore(Run.class).forTenant(TENANT), run(used));
            opened.moveTo(Stage.TARGET_LED);
            Ways<ScheduleRepository> ways = Ways.of(
                    opened, ScheduleRepository.class, MongoScheduleRepository::new, PostgresScheduleRepository::new);

            assertThat(store.delete(used.id().toString(), Precondition.none()))
                    .as("a schedule that has runs: the leader keeps its foreign keys")
                    .isInstanceOf(WriteOutcome.Rejected.class);
            assertThat(store.delete(unused.id().toString(), Precondition.none()).isApplied())
                    .isTrue();
            opened.drain();
            ways.answer(List.of(used, removed), it -> it.due(TENANT, NOW, MANY));

            removeBehindTheBack(postgres, removed);
            assertThat(ways.mongo().due(TENANT, NOW, MANY)).isEqualTo(List.of(used, removed));
            assertThat(ways.postgres().due(TENANT, NOW, MANY)).isEqualTo(List.of(used));
            assertThat(ways.routed().due(TENANT, NOW, MANY)).isEqualTo(List.of(used));
            await().atMost(Duration.ofMinutes(2)).until(opened.module()::shadowReadsAreIdle);
            assertThat(opened.module().divergences().open())
                    .as("the shadow read of the same call")
                    .singleElement()
                    .satisfies(it -> {
                        assertThat(it.entity()).isEqualTo("ScheduleRepository");
                        assertThat(it.divergence()).isEqualTo(new Divergence.AnswersDiffer(1, 0));
                    });
        }
    }

    private static void removeBehindTheBack(PostgresDatabase postgres, Schedule schedule) throws SQLException {
        try (Connection connection = postgres.connect();
                PreparedStatement delete =
                        connection.prepareStatement("DELETE FROM scheduler.schedules WHERE id = ?")) {
            delete.setObject(1, schedule.id());
            assertThat(delete.executeUpdate()).isEqualTo(1);
        }
    }

    @Test
    void rolesThatAUserHas(MongoEngine mongo, PostgresDatabase postgres) {
        try (OpenModule opened =
                OpenModule.at(Stage.SHADOW_READ, AuthorityModule.descriptor(), mongo.createDatabase(), postgres)) {
            List<Role> roles = opened.fillFor(20, EntityType.of(Role.class));
            EntityStore<User> users =
                    opened.persistence().tenantStore(User.class).forTenant(TENANT);
            User user = users.find(Query.all().limit(1)).items().get(0);
            User holder = holding(
                    user,
                    new User.Grant(roles.get(2).id(), "admin", NOW, null),
                    new User.Grant(roles.get(0).id(), "admin", NOW, NOW.plusSeconds(1)),
                    new User.Grant(roles.get(1).id(), "admin", NOW, NOW));
            assertThat(users.put(holder, Precondition.none()).isApplied()).isTrue();
            opened.drain();

            Ways.of(opened, RoleRepository.class, MongoRoleRepository::new, PostgresRoleRepository::new)
                    .answer(
                            select(
                                    List.of(roles.get(0), roles.get(2)),
                                    it -> true,
                                    Comparator.comparing(Role::name),
                                    it -> it.id().toString()),
                            it -> it.effective(TENANT, holder.id(), NOW));
        }
    }

    @Test
    void advisoriesByAliasPackageAndText(MongoEngine mongo, PostgresDatabase postgres) {
        try (OpenModule opened =
                OpenModule.at(Stage.SHADOW_READ, VulnModule.descriptor(), mongo.createDatabase(), postgres)) {
            RecordStore store = opened.persistence().records(Advisories.TYPE);
            put(store, "A-2", "CVE-1", "pkg:npm/left-pad", "Heap overflow in parser", "Found by fuzzing.");
            put(store, "A-1", "CVE-1", "pkg:npm/right-pad", "Nothing", "A heap that will overflow.");
            put(store, "A-3", "CVE-2", "pkg:npm/left-pad", "Stack overflow", "Recursion.");
            opened.drain();
            Ways<AdvisoryRepository> ways = Ways.of(
                    opened, AdvisoryRepository.class, MongoAdvisoryRepository::new, PostgresAdvisoryRepository::new);

            expect(ways, List.of("A-1", "A-2"), it -> it.byAlias("CVE-1", 10));
            expect(ways, List.of("A-1"), it -> it.byAlias("CVE-1", 1));
            expect(ways, List.of("A-2", "A-3"), it -> it.byPackageUrl("pkg:npm/left-pad", 10));
            expect(ways, List.of("A-1", "A-2"), it -> it.search("heap OVERFLOW", 10));
            assertThat(ways.routed().byAlias("none", 1)).isEmpty();

            assertThat(ways.mongo().search("overflowing", 10)).isEmpty();
            assertThat(ways.postgres().search("overflowing", 10)).isNotEmpty();
            assertThat(ways.routed().search("overflowing", 10)).isEmpty();
            opened.expectNoDivergence();
        }
    }

    private static void expect(
            Ways<AdvisoryRepository> ways, List<String> ids, Function<AdvisoryRepository, List<Document>> call) {
        ways.answer(ids, it -> call.apply(it).stream().map(Document::id).toList());
    }

    private static void put(RecordStore store, String id, String alias, String purl, String summary, String details) {
        String json = """
                {"id": "%s", "aliases": ["%s"], "summary": "%s", "details": "%s",
                 "affected": [{"package": {"ecosystem": "npm", "name": "x", "purl": "%s"}}]}""".formatted(id, alias, summary, details, purl).replace("\n", " ");
        OsvLine.Advisory advisory = (OsvLine.Advisory) Osv.read(json);
        assertThat(store.put(advisory.key(), advisory.content(), Precondition.none())
                        .isApplied())
                .isTrue();
    }

    private static User holding(User user, User.Grant... grants) {
        return new User(
                user.id(),
                user.userName(),
                user.email(),
                user.displayName(),
                User.Status.ACTIVE,
                user.passwordHash(),
                user.passwordChangedAt(),
                user.mfaEnabled(),
                user.failedLogins(),
                user.lockedUntil(),
                user.lastLoginAt(),
                user.attributes(),
                List.of(grants),
                user.createdAt(),
                user.updatedAt());
    }

    private static <T> void put(EntityStore<T> store, T entity) {
        assertThat(store.put(entity, Precondition.none()).isApplied()).isTrue();
    }

    private static Schedule schedule(int number) {
        return new Schedule(
                new UUID(0, number),
                "schedule-" + number,
                true,
                "0 * * * *",
                "UTC",
                Schedule.Mode.ANALYSIS_ONLY,
                JsonNodeFactory.instance.objectNode(),
                null,
                NOW.minusSeconds(60 - number),
                null,
                "operator",
                null,
                null,
                null,
                List.of(),
                NOW,
                NOW);
    }

    private static Run run(Schedule schedule) {
        return new Run(
                new UUID(1, 1),
                schedule.id(),
                Run.TriggerKind.CRON,
                Run.State.QUEUED,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                NOW,
                NOW);
    }

    private static <T> List<T> select(
            List<T> all, Predicate<T> condition, Comparator<T> order, Function<T, String> id) {
        return all.stream()
                .filter(Objects::nonNull)
                .filter(condition)
                .sorted(order.thenComparing(id))
                .toList();
    }
}
