// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.IndexOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.mongo.config.MongoConfig;
import org.stellaops.persistence.mongo.config.ServerPolicy;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.ControlStore.FenceStrength;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.PreparationFinding;
import org.stellaops.persistence.spi.PreparationFinding.Kind;
import org.stellaops.persistence.spi.PreparationProgress;
import org.stellaops.persistence.spi.PreparationReport;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoOptions;
import org.stellaops.persistence.testkit.mongo.IndexBuilds;
import org.stellaops.persistence.value.Struct;

/** Work on an existing collection that takes as long as the test wants. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PreparationTest {

    private static final EntityType<?> USERS = EntityType.builder("prepare", "users")
            .fields(FieldDef.text("email"))
            .unique("one_email", "email")
            .build();

    private static final Duration GENEROUS = Duration.ofMinutes(1);

    private final IndexBuilds builds = new IndexBuilds();
    private final MongoEngine engine =
            MongoEngine.startEmbedded(MongoOptions.defaults().playing(builds));
    private final MongoClient client = MongoClients.create(engine.connectionString());
    private final MongoCollection<Document> collection =
            client.getDatabase("db").getCollection("users");
    private final MongoConfig config = MongoConfig.of(engine.connectionString(), "db")
            .withServer(ServerPolicy.defaults().indexingAtStart(2));

    private final MongoBackend backend = MongoBackend.open(config, "prepare");
    private final LegacyStore users = backend.store(USERS);

    @BeforeEach
    void fill() {
        for (int i = 0; i < 5; i++) {
            var unused = collection.insertOne(new Document("_id", "u" + i).append("email", i + "@example.org"));
        }
        assertThat(backend.control()
                        .initialise(new ControlRecord(Phase.STEADY, 1))
                        .epoch())
                .isEqualTo(1);
    }

    @AfterEach
    void close() {
        builds.releaseAll();
        backend.close();
        client.close();
        engine.close();
    }

    @Test
    void aLargeCollectionIsServedWithoutItsIndexesAndSaysWhatIsMissing() {
        assertThat(users.count()).isEqualTo(5);
        assertThat(users.insert(image("new", 1), 1).isDone()).isTrue();

        assertThat(indexesOf("users")).containsExactly("_id_");
        assertThat(users.unprepared())
                .containsExactlyInAnyOrder(
                        "collection users lacks the index _sync_pending",
                        "collection users lacks the index _sync_provisional",
                        "collection users lacks the index one_email");
    }

    @Test
    void preparingBuildsAllIndexesOfACollectionInOneCommand() {
        assertThat(users.count()).isEqualTo(5);
        int before = builds.commands();

        PreparationReport report = prepare();

        assertThat(report.findings()).isEmpty();
        assertThat(report.done())
                .containsExactlyInAnyOrder(
                        "index _sync_pending of collection users",
                        "index _sync_provisional of collection users",
                        "index one_email of collection users");
        // One for the records, one that finds nothing to do for the tombstones.
        assertThat(builds.commands() - before).isEqualTo(2);
        assertThat(users.unprepared()).isEmpty();
    }

    @Test
    void serviceGoesOnDuringABuildAndTheFenceWaitsForItsEnd() throws ExecutionException, InterruptedException {
        List<PreparationProgress> progress = new CopyOnWriteArrayList<>();
        builds.hold("users");
        try (MongoBackend other = MongoBackend.open(config, "prepare")) {
            CompletableFuture<PreparationReport> building =
                    CompletableFuture.supplyAsync(() -> other.preparation().prepare(USERS, progress::add));
            await().atMost(GENEROUS).until(() -> builds.isBuilding("users"));

            assertThat(users.insert(image("during", 1), 1).isDone()).isTrue();
            assertThat(users.read(RecordKey.global("during"))).isPresent();
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> backend.control().raiseFence(2))
                    .withMessageContainingAll("fence collection users", "index of the collection is being built")
                    .satisfies(it -> assertThat(it.fault().kind()).isEqualTo(Fault.Kind.UNAVAILABLE));
            await().atMost(GENEROUS).until(() -> !progress.isEmpty());

            builds.release("users");
            assertThat(building.get().findings()).isEmpty();
        }
        assertThat(progress).allSatisfy(it -> {
            assertThat(it.collection()).isEqualTo("users");
            assertThat(it.done()).isEqualTo(1);
            assertThat(it.total()).isEqualTo(5);
        });
        assertThat(backend.control().raiseFence(2)).isEqualTo(FenceStrength.STRONG);
    }

    @Test
    void duplicatesAreANamedFindingWithKeysAndWithoutValues() {
        var unused = collection.insertOne(new Document("_id", "twin").append("email", "3@example.org"));

        PreparationReport report = prepare();

        assertThat(report.findings()).singleElement().satisfies(it -> {
            assertThat(it.kind()).isEqualTo(Kind.DUPLICATES);
            assertThat(it.index()).isEqualTo("one_email");
            assertThat(it.keys())
                    .singleElement()
                    .satisfies(keys -> assertThat(keys).containsExactlyInAnyOrder("u3", "twin"));
            assertThat(it.toString()).doesNotContain("example.org");
        });
        assertThat(indexesOf("users"))
                .contains("_sync_pending", "_sync_provisional")
                .doesNotContain("one_email");
        assertThat(backend.preparation().findings(USERS)).isEqualTo(report.findings());
        assertThat(users.unprepared()).isEmpty();
    }

    @Test
    void whatDuplicatesForbadeIsNotTriedAgainAtTheNextStart() {
        var unused = collection.insertOne(new Document("_id", "twin").append("email", "3@example.org"));
        assertThat(prepare().findings()).hasSize(1);
        int before = builds.commands();

        try (MongoBackend restarted = MongoBackend.open(config.withServer(ServerPolicy.defaults()), "prepare")) {
            assertThat(restarted.store(USERS).count()).isEqualTo(6);
        }

        assertThat(builds.commands()).isEqualTo(before);
    }

    @Test
    void preparingAgainBuildsWhatWasCorrected() {
        var unused = collection.insertOne(new Document("_id", "twin").append("email", "3@example.org"));
        assertThat(prepare().findings()).hasSize(1);
        assertThat(collection.deleteOne(new Document("_id", "twin")).getDeletedCount())
                .isEqualTo(1);

        assertThat(prepare().findings()).isEmpty();
        assertThat(indexesOf("users")).contains("one_email");
        assertThat(backend.preparation().findings(USERS)).isEmpty();
    }

    @Test
    void anIndexOfTheSameNameAndAnotherDefinitionIsAFindingAndStays() {
        var unused = collection.createIndex(new Document("other", 1), new IndexOptions().name("one_email"));

        PreparationReport report = prepare();

        assertThat(report.findings())
                .singleElement()
                .extracting(PreparationFinding::kind)
                .isEqualTo(Kind.DIFFERENT);
        assertThat(indexesOf("users")).contains("_sync_pending", "_sync_provisional", "one_email");
    }

    @Test
    void theIndexesOfASmallCollectionAreBuiltAtFirstUse() {
        try (MongoBackend small = MongoBackend.open(config.withServer(ServerPolicy.defaults()), "prepare")) {
            assertThat(small.store(USERS).count()).isEqualTo(5);
            assertThat(small.store(USERS).unprepared()).isEmpty();
        }
    }

    @Test
    void aReadOnlyBackendTellsWhatIsMissingAndPreparesNothing() {
        try (MongoBackend reader = MongoBackend.openReadOnly(config, "prepare")) {
            assertThat(reader.preparation().missing(USERS)).contains("collection users_tombstones does not exist");
            assertThatExceptionOfType(UnsupportedOperationException.class)
                    .isThrownBy(() -> reader.preparation().prepare(USERS, it -> {}));
        }
        assertThat(indexesOf("users")).containsExactly("_id_");
    }

    private PreparationReport prepare() {
        return backend.preparation().prepare(USERS, it -> {});
    }

    private List<String> indexesOf(String name) {
        return client
                .getDatabase("db")
                .getCollection(name)
                .listIndexes(BsonDocument.class)
                .into(new ArrayList<>())
                .stream()
                .map(it -> it.getString("name").getValue())
                .toList();
    }

    private static Image.Present image(String id, long version) {
        return Image.Present.of(
                RecordKey.global(id),
                new VersionStamp(version, "t" + version),
                Struct.builder().put("email", id).build());
    }
}
