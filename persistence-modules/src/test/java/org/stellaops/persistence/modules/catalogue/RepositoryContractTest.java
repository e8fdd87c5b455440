package org.stellaops.persistence.modules.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stellaops.persistence.EntityStore;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.authority.AuthorityModule;
import org.stellaops.persistence.modules.authority.MongoRoleRepository;
import org.stellaops.persistence.modules.authority.PostgresRoleRepository;
import org.stellaops.persistence.modules.authority.Role;
import org.stellaops.persistence.modules.authority.RoleRepository;
import org.stellaops.persistence.modules.authority.User;
import org.stellaops.persistence.modules.notify.Delivery;
import org.stellaops.persistence.modules.notify.DeliveryRepository;
import org.stellaops.persistence.modules.notify.InboxMessage;
import org.stellaops.persistence.modules.notify.InboxRepository;
import org.stellaops.persistence.modules.notify.MongoDeliveryRepository;
import org.stellaops.persistence.modules.notify.MongoInboxRepository;
import org.stellaops.persistence.modules.notify.NotifyModule;
import org.stellaops.persistence.modules.notify.PostgresDeliveryRepository;
import org.stellaops.persistence.modules.notify.PostgresInboxRepository;
import org.stellaops.persistence.modules.scheduler.MongoScheduleRepository;
import org.stellaops.persistence.modules.scheduler.PostgresScheduleRepository;
import org.stellaops.persistence.modules.scheduler.Schedule;
import org.stellaops.persistence.modules.scheduler.ScheduleRepository;
import org.stellaops.persistence.modules.scheduler.SchedulerModule;
import org.stellaops.persistence.modules.vex.MongoStatementRepository;
import org.stellaops.persistence.modules.vex.PostgresStatementRepository;
import org.stellaops.persistence.modules.vex.Statement;
import org.stellaops.persistence.modules.vex.StatementRepository;
import org.stellaops.persistence.modules.vex.VexModule;
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
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** Each repository answers the same on MongoDB, on PostgreSQL and through the module, whichever store leads. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class RepositoryContractTest {

    private static final String TENANT = "tenant-1";
    private static final int RECORDS = 150;
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

        <T> void answer(List<T> expected, Function<R, List<T>> call) {
            assertThat(expected).as("the test has something to find").isNotEmpty();
            assertThat(call.apply(mongo)).as("MongoDB").isEqualTo(expected);
            assertThat(call.apply(postgres)).as("PostgreSQL").isEqualTo(expected);
            assertThat(call.apply(routed)).as("routed").isEqualTo(expected);
        }
    }

    @Test
    void schedulesThatAreDue(MongoEngine mongo, PostgresDatabase postgres) {
        try (OpenModule opened =
                OpenModule.at(Stage.SHADOW_READ, SchedulerModule.descriptor(), mongo.createDatabase(), postgres)) {
            List<Schedule> all = opened.fill(RECORDS, EntityType.of(Schedule.class));
            Ways<ScheduleRepository> ways = Ways.of(
                    opened, ScheduleRepository.class, MongoScheduleRepository::new, PostgresScheduleRepository::new);
            List<Schedule> due = select(
                    all,
                    it -> it.enabled() && it.deletedAt() == null && isBy(it.nextFireAt(), NOW),
                    Comparator.comparing(Schedule::nextFireAt),
                    it -> it.id().toString());

            ways.answer(due.subList(0, Math.min(3, due.size())), it -> it.due(TENANT, NOW, 3));
            ways.answer(due, it -> it.due(TENANT, NOW, 1000));

            opened.moveTo(Stage.TARGET_LED);
            assertThat(ways.routed().due(TENANT, NOW, 1000)).isEqualTo(due);
        }
    }

    @Test
    void messagesAndDeliveriesThatWait(MongoEngine mongo, PostgresDatabase postgres) {
        try (OpenModule opened =
                OpenModule.at(Stage.SHADOW_READ, NotifyModule.descriptor(), mongo.createDatabase(), postgres)) {
            List<Delivery> deliveries = opened.fill(RECORDS, EntityType.of(Delivery.class));
            Ways.of(opened, DeliveryRepository.class, MongoDeliveryRepository::new, PostgresDeliveryRepository::new)
                    .answer(
                            select(
                                    deliveries,
                                    it -> it.status() == Delivery.Status.PENDING && isBy(it.nextAttemptAt(), NOW),
                                    Comparator.comparing(Delivery::nextAttemptAt),
                                    it -> it.id().toString()),
                            it -> it.pending(TENANT, NOW, 1000));

            EntityStore<InboxMessage> store =
                    opened.persistence().tenantStore(InboxMessage.class).forTenant(TENANT);
            List<InboxMessage> messages = store.find(Query.all().limit(100)).items().stream()
                    .map(it -> toUser(store, it, "u-7"))
                    .toList();
            opened.drain();
            Ways.of(opened, InboxRepository.class, MongoInboxRepository::new, PostgresInboxRepository::new)
                    .answer(
                            select(
                                    messages,
                                    it -> !it.isRead() && !it.archived(),
                                    Comparator.comparing(InboxMessage::createdAt)
                                            .reversed(),
                                    it -> it.id().toString()),
                            it -> it.unread(TENANT, "u-7", 1000));
        }
    }

    @Test
    void statementsInForce(MongoEngine mongo, PostgresDatabase postgres) {
        try (OpenModule opened =
                OpenModule.at(Stage.SHADOW_READ, VexModule.descriptor(), mongo.createDatabase(), postgres)) {
            List<Statement> all = opened.fill(RECORDS, EntityType.of(Statement.class));
            Statement active =
                    all.stream().filter(Statement::isActive).findFirst().orElseThrow();
            String vulnerability = active.vulnerabilityId();

            Ways.of(opened, StatementRepository.class, MongoStatementRepository::new, PostgresStatementRepository::new)
                    .answer(
                            select(
                                    all,
                                    it -> it.isActive() && it.vulnerabilityId().equals(vulnerability),
                                    Comparator.comparing(Statement::productId),
                                    it -> it.id().toString()),
                            it -> it.active(TENANT, vulnerability, 100));
        }
    }

    @Test
    void rolesThatAUserHas(MongoEngine mongo, PostgresDatabase postgres) {
        try (OpenModule opened =
                OpenModule.at(Stage.SHADOW_READ, AuthorityModule.descriptor(), mongo.createDatabase(), postgres)) {
            List<Role> roles = opened.fill(RECORDS, EntityType.of(Role.class));
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

    private static InboxMessage toUser(EntityStore<InboxMessage> store, InboxMessage message, String user) {
        InboxMessage changed = new InboxMessage(
                message.id(),
                user,
                message.title(),
                message.body(),
                message.eventKind(),
                message.eventPayload(),
                message.isRead(),
                message.readAt(),
                message.archived(),
                message.actionUrl(),
                message.correlationId(),
                message.createdAt());
        assertThat(store.put(changed, Precondition.none()).isApplied()).isTrue();
        return changed;
    }

    private static boolean isBy(Instant instant, Instant now) {
        return Optional.ofNullable(instant).filter(it -> !it.isAfter(now)).isPresent();
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
