// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.adopt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.EntityStore;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.Versioned;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.gate.GateAnswer;
import org.stellaops.persistence.dualwrite.gate.StageStep;
import org.stellaops.persistence.dualwrite.unreadable.UnreadableDocuments;
import org.stellaops.persistence.dualwrite.verify.Verdict;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.PageToken;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.PersistenceModule;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;

/**
 * Takes an existing collection through the stages and back under live writes, and holds its documents against what they were.
 *
 * <p>Of the records every third is rewritten unchanged and every third is changed, all the time; the others nobody touches.
 */
final class Adoption<T> implements AutoCloseable {

    private static final List<Stage> WALK = List.of(
            Stage.DUAL_WRITE,
            Stage.SHADOW_READ,
            Stage.TARGET_LED,
            Stage.RAMP_DOWN,
            Stage.TARGET_LED,
            Stage.SHADOW_READ,
            Stage.DUAL_WRITE,
            Stage.LEGACY_ONLY);

    private final EntityType<T> type;
    private final List<String> tenants;
    private final UnaryOperator<T> change;
    private final String changed;
    private final MongoClient client;
    private final MongoCollection<RawBsonDocument> collection;
    private final Persistence persistence;
    private final Map<BsonValue, RawBsonDocument> before =
            new TreeMap<>(java.util.Comparator.comparing((BsonValue it) -> new BsonDocument("i", it).toJson()));
    private final AtomicLong writes = new AtomicLong();
    private final Map<Condition, Found> answers = new LinkedHashMap<>();
    private int malformed;

    /**
     * An adoption.
     *
     * @param tenants the tenants; empty for a global type
     * @param change a change of the one member that is named
     */
    Adoption(
            Class<T> javaType,
            List<String> tenants,
            String changed,
            UnaryOperator<T> change,
            MongoDatabaseName mongo,
            PostgresDatabase postgres) {
        this.type = typeOf(javaType);
        this.tenants = tenants;
        this.change = change;
        this.changed = changed;
        this.client = MongoClients.create(mongo.connectionString());
        this.collection = client.getDatabase(mongo.name()).getCollection(type.collection(), RawBsonDocument.class);
        this.persistence = open(type, mongo, postgres);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // Each mapping is a record.
    private static <T> EntityType<T> typeOf(Class<T> javaType) {
        return (EntityType<T>) EntityType.of((Class) javaType);
    }

    private static Persistence open(EntityType<?> type, MongoDatabaseName mongo, PostgresDatabase postgres) {
        String yaml = """
                persistence:
                  mongo: { uri: "%s", database: %s }
                  postgres: { security: { login: warn }, jdbc-url: "%s", user: "%s", password: "${PG_PASSWORD}" }
                  stages: { follow-interval: 100ms, gates: { watch: 1s } }
                  modules: { %s: { stage: legacy-only } }
                """.formatted(
                        mongo.connectionString(), mongo.name(), postgres.jdbcUrl(), postgres.user(), type.module());
        return Persistence.builder(Config.parse(yaml, Map.of("PG_PASSWORD", postgres.password())))
                .modules(ModuleDescriptor.of(type.module(), type))
                .meters(new SimpleMeterRegistry())
                .open();
    }

    /** What the collection held before the library came. */
    Adoption<T> given(List<BsonDocument> documents, List<BsonDocument> unreadable) {
        Stream.concat(documents.stream(), unreadable.stream())
                .map(it -> new RawBsonDocument(it, new BsonDocumentCodec()))
                .forEach(raw -> {
                    assertThat(collection.insertOne(raw).wasAcknowledged()).isTrue();
                    before.put(java.util.Objects.requireNonNull(raw.get("_id")), raw);
                });
        malformed = unreadable.size();
        return this;
    }

    /**
     * What a condition finds.
     *
     * @param records that can be read
     * @param unreadable documents that cannot, which MongoDB counts and PostgreSQL never has
     */
    private record Found(long records, long unreadable) {}

    /** Conditions that must find the same records in every stage, and find some. */
    Adoption<T> asking(Condition... conditions) {
        for (Condition condition : conditions) {
            long records = matching(condition);
            long unreadable = count(condition) - records;
            assertThat(records).as("%s", condition).isPositive();
            assertThat(unreadable).as("%s", condition).isBetween(0L, (long) malformed);
            answers.put(condition, new Found(records, unreadable));
        }
        return this;
    }

    private void expectTheSameCounts(Stage stage) {
        answers.forEach((condition, found) -> assertThat(count(condition))
                .as("counting %s in %s", condition, stage)
                .isEqualTo(found.records() + (stage.leader() == Side.LEGACY ? found.unreadable() : 0)));
    }

    private long count(Condition condition) {
        return stores().mapToLong(it -> it.count(condition, Long.MAX_VALUE)).sum();
    }

    /** The same, decided in memory for every record. */
    private long matching(Condition condition) {
        return stores().flatMap(it -> it.findVersioned(Query.all().limit(Query.LARGEST_LIMIT)).items().stream())
                .map(it -> new StoredRecord(it.key(), type.codec().contentOf(it.value()), VersionStamp.UNVERSIONED))
                .filter(it -> condition.matches(type, it))
                .count();
    }

    /** Walks up to RAMP_DOWN and back under live writes, and says what was seen. */
    String walk() {
        List<String> expected = keys();
        AtomicBoolean stop = new AtomicBoolean();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Thread writer = new Thread(() -> write(expected, stop, failure), "adoption-writer");
        expectEverythingReadable(expected, Stage.LEGACY_ONLY);
        leaveBehind();
        writer.start();
        try {
            for (Stage stage : WALK) {
                move(stage);
                if (stage == Stage.DUAL_WRITE
                        && persistence.module(type.module()).stage() == stage) {
                    assertThat(persistence.module(type.module()).backfill()).allMatch(BackfillRun::isFinished);
                }
                expectEverythingReadable(expected, stage);
                awaitWrites(Math.min(100, expected.size()));
            }
        } finally {
            stop.set(true);
            join(writer);
        }
        assertThat(failure.get()).isNull();
        return "adopt: " + type + ": " + expected.size() + " records, " + malformed + " named, " + writes.get()
                + " writes, " + compareDocuments(expected) + ", " + WALK.size() + " moves";
    }

    /** Goes all the way, where MongoDB is written no more. */
    void finish() {
        List<String> expected = keys();
        for (Stage stage : List.of(Stage.DUAL_WRITE, Stage.SHADOW_READ, Stage.TARGET_LED, Stage.RAMP_DOWN)) {
            move(stage);
        }
        for (VerificationReport report : persistence.module(type.module()).verify()) {
            assertThat(report.counts().divergent()).as(report.describe()).isZero();
            assertThat(report.counts().leftBehind()).as(report.describe()).isEqualTo(malformed);
            assertThat(report.counts().equal()).as(report.describe()).isEqualTo(expected.size());
        }
        move(Stage.TARGET_ONLY);
        expectEverythingReadable(expected, Stage.TARGET_ONLY);
    }

    /** Records that what cannot be read stays behind; the gates would not let the target lead otherwise. */
    void leaveBehind() {
        UnreadableDocuments unreadable = persistence.module(type.module()).unreadable(type);
        unreadable
                .examine()
                .listed()
                .forEach(it -> assertThat(unreadable.leaveBehind(it.id(), "named before the walk", "ada"))
                        .isPresent());
        assertThat(unreadable.undecided()).isZero();
    }

    /** Names what cannot be read on pages, in a verification and to a gate, until it is decided that it stays behind. */
    void decide() {
        EntityStore<T> store = persistence.store(type);
        PersistenceModule module = persistence.module(type.module());
        UnreadableDocuments unreadable = module.unreadable(type);
        Page<T> page = store.find(Query.all());
        assertThat(page.items()).hasSize(before.size() - malformed);
        assertThatThrownBy(page::strict).hasMessageContaining("cannot be read");
        page.unreadable().forEach(it -> assertThat(it.problem()).isNotEmpty());
        assertThat(unreadable.undecided()).isEqualTo(malformed);
        assertThat(gateAnswers(unreadable)).noneMatch(GateAnswer::passed).hasSize(1);
        move(Stage.DUAL_WRITE);
        assertThat(module.backfill()).allMatch(BackfillRun::isFinished);
        assertThat(module.verify()).allSatisfy(it -> {
            assertThat(it.verdict()).isEqualTo(Verdict.FAIL);
            assertThat(it.counts().notComparable()).isEqualTo(malformed);
            assertThat(it.findings()).hasSize(malformed);
        });

        unreadable
                .examine()
                .listed()
                .forEach(it -> assertThat(unreadable.leaveBehind(it.id(), "a test of 2014", "ada"))
                        .isPresent());

        assertThat(gateAnswers(unreadable)).allMatch(GateAnswer::passed).hasSize(1);
        assertThat(module.verify()).allSatisfy(it -> {
            assertThat(it.verdict()).as(it.describe()).isEqualTo(Verdict.PASS);
            assertThat(it.counts().leftBehind()).isEqualTo(malformed);
        });
        assertThat(unreadable.leaveBehind("no such document", "none", "ada")).isEmpty();
    }

    /** This gate looks at the collection, not at what a module has kept as evidence. */
    private static List<GateAnswer> gateAnswers(UnreadableDocuments unreadable) {
        return unreadable.gate().check(new StageStep(Stage.SHADOW_READ, Stage.TARGET_LED, null));
    }

    private void move(Stage stage) {
        boolean needsProof =
                (stage == Stage.TARGET_LED && persistence.module(type.module()).stage() == Stage.SHADOW_READ)
                        || stage == Stage.TARGET_ONLY;
        // A read that met a divergence since closes the gate until somebody verifies once more.
        Awaitility.await("move to " + stage)
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> (!needsProof || isVerified())
                        && persistence.module(type.module()).moveTo(stage).isMoved());
    }

    private boolean isVerified() {
        return persistence.module(type.module()).verify().stream().allMatch(it -> it.verdict() == Verdict.PASS);
    }

    private void write(List<String> keys, AtomicBoolean stop, AtomicReference<@Nullable Throwable> failure) {
        try {
            for (int i = 0; !stop.get(); i = (i + 1) % keys.size()) {
                if (i % 3 > 0) {
                    write(keys.get(i), i % 3 == 1 ? UnaryOperator.identity() : change);
                }
            }
        } catch (RuntimeException | AssertionError e) {
            failure.set(e);
        }
    }

    private void write(String key, UnaryOperator<T> how) {
        String[] parts = key.split("/", 2);
        EntityStore<T> store = tenants.isEmpty() ? persistence.store(type) : tenantStore(parts[0]);
        WriteOutcome outcome = store.update(tenants.isEmpty() ? key : parts[1], how);
        assertThat(outcome)
                .as("writing %s", key)
                .isNotInstanceOf(WriteOutcome.Rejected.class)
                .isNotInstanceOf(WriteOutcome.Unknown.class);
        writes.incrementAndGet();
    }

    private EntityStore<T> tenantStore(String tenant) {
        return persistence.tenantStore(type).forTenant(tenant);
    }

    private void awaitWrites(int more) {
        long enough = writes.get() + more;
        Awaitility.await("writes").atMost(Duration.ofMinutes(2)).until(() -> writes.get() >= enough);
    }

    /** The keys of all records in the order of keys, as a listing of the legacy store has them. */
    private List<String> keys() {
        return stores().flatMap(it -> list(it, 1000).stream()).toList();
    }

    private Stream<EntityStore<T>> stores() {
        return tenants.isEmpty()
                ? Stream.of(persistence.store(type))
                : tenants.stream().map(this::tenantStore);
    }

    private void expectEverythingReadable(List<String> expected, Stage stage) {
        List<String> listed = stores().flatMap(it -> list(it, Math.max(7, expected.size() / 40)).stream())
                .toList();
        assertThat(listed).as("listing in %s", stage).isEqualTo(expected).doesNotHaveDuplicates();
        expectTheSameCounts(stage);
        for (String key :
                List.of(expected.get(0), expected.get(expected.size() / 2), expected.get(expected.size() - 1))) {
            String[] parts = key.split("/", 2);
            Optional<T> found = tenants.isEmpty()
                    ? persistence.store(type).find(key)
                    : tenantStore(parts[0]).find(parts[1]);
            assertThat(found).as("finding %s in %s", key, stage).isPresent();
        }
    }

    private List<String> list(EntityStore<T> store, int limit) {
        List<String> keys = new ArrayList<>();
        Query query = Query.all().limit(limit);
        Optional<PageToken> next;
        do {
            Page<Versioned<T>> page = store.findVersioned(query);
            page.items().stream().map(Versioned::key).map(RecordKey::toString).forEach(keys::add);
            next = page.next();
            query = next.map(query::after).orElse(query);
        } while (next.isPresent());
        return keys;
    }

    /** Every document is what it was, but for {@code _sync} and the member that was changed. */
    private String compareDocuments(List<String> expected) {
        int same = 0;
        int touched = 0;
        for (RawBsonDocument now : collection.find()) {
            RawBsonDocument then = before.get(now.get("_id"));
            assertThat(then).isNotNull();
            BsonDocument left = without(now, "_sync");
            if (left.equals(then) && namesOf(left).equals(namesOf(then))) {
                assertThat(new RawBsonDocument(left, new BsonDocumentCodec())
                                .getByteBuffer()
                                .asNIO())
                        .isEqualTo(then.getByteBuffer().asNIO());
                same++;
            } else {
                assertThat(without(left, changed).toJson())
                        .isEqualTo(without(then, changed).toJson());
                touched++;
            }
        }
        assertThat(same + touched).isEqualTo(before.size()).isEqualTo(expected.size() + malformed);
        assertThat(touched).isLessThanOrEqualTo(expected.size() / 3 + 1);
        return same + " documents byte for byte as before, " + touched + " with one changed member";
    }

    private static List<String> namesOf(BsonDocument document) {
        return List.copyOf(document.keySet());
    }

    private static BsonDocument without(BsonDocument document, String name) {
        BsonDocument rest = new BsonDocument();
        document.forEach((member, value) -> {
            if (!member.equals(name)) {
                rest.append(member, value);
            }
        });
        return rest;
    }

    private static void join(Thread writer) {
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the writer came to its end", e);
        }
    }

    @Override
    public void close() {
        persistence.close();
        client.close();
    }
}
