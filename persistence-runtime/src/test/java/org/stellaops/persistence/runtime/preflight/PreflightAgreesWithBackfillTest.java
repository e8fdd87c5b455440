// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bson.BsonDateTime;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.backfill.RejectedRecord;
import org.stellaops.persistence.dualwrite.preflight.PreflightFinding;
import org.stellaops.persistence.dualwrite.preflight.PreflightKind;
import org.stellaops.persistence.dualwrite.preflight.PreflightReport;
import org.stellaops.persistence.dualwrite.preflight.PreflightSettings;
import org.stellaops.persistence.dualwrite.preflight.PreflightVerdict;
import org.stellaops.persistence.dualwrite.verify.Verdict;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresExtension;
import org.stellaops.persistence.testkit.generate.RandomSource;

/** Of random documents, exactly those that a preflight names are refused by a backfill; without them both stores are equal. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class PreflightAgreesWithBackfillTest {

    private static final int DOCUMENTS = 300;
    private static final int ONE_IN = 12;

    /** Changes that may or may not do harm; which of them do is for both to say. */
    private static final List<BiConsumer<RandomSource, Document>> CHANGES = List.of(
            (random, it) ->
                    it.append("price", random.oneOf(List.of(1, 2L, 0.5, Double.NaN, "1", Decimal128.parse("1.5")))),
            (random, it) -> it.append("price", Decimal128.parse("0.1")),
            (random, it) -> it.append("status", random.oneOf(List.of("SENT", "sent", 1))),
            (random, it) -> it.append(
                    "number",
                    random.oneOf(List.of("N" + random.below(12), "N" + random.below(12), "a\0", "n".repeat(700), 5))),
            (random, it) -> it.append(
                    "placedAt", random.oneOf(List.of(new BsonDateTime(0), new BsonDateTime(Long.MIN_VALUE), "now"))),
            (random, it) ->
                    it.remove(random.oneOf(List.of("currency", "price", "number", "status", "shop", "customerId"))),
            (random, it) -> it.append("currency", null),
            (random, it) -> it.append("more", 1),
            (random, it) -> it.append(
                    "extra",
                    random.oneOf(List.of(
                            List.of(1, "a", new Document("b", null)),
                            new Document("x", new BsonTimestamp(5)),
                            new Document("x", new BsonDateTime(1_000)),
                            new Document("", "\ud800"),
                            Double.NaN))),
            (random, it) -> it.append("shop", random.oneOf(List.of("s2", "", 3, "t".repeat(300)))),
            (random, it) -> it.append(
                    "_id",
                    random.oneOf(List.of(
                            new ObjectId(),
                            random.below(1_000_000),
                            random.below(1_000_000) + "k".repeat(random.between(990, 1010))))));

    @ParameterizedTest
    @ValueSource(longs = {1, 7, 20_261_126})
    void exactlyWhatPreflightNamesIsRefused(long seed, MongoEngine mongoServer, PostgresEngine postgres) {
        MongoDatabaseName mongo = mongoServer.createDatabase();
        Depot depot = new Depot(mongo, postgres.createDatabase("preflight"));
        try (MongoClient client = MongoClients.create(mongo.connectionString())) {
            MongoDatabase database = client.getDatabase(mongo.name());
            fill(Depot.orders(database), new RandomSource(seed));

            PreflightReport report =
                    depot.examine(Depot.ORDERS, PreflightSettings.defaults().withSamples(10_000));
            Set<String> named =
                    keys(report.findings().stream().filter(it -> it.counts() && it.kind() != PreflightKind.UNIQUE_KEY));
            Set<String> twins = keys(report.findings().stream().filter(it -> it.kind() == PreflightKind.UNIQUE_KEY));
            Set<String> refused = backfilled(depot);

            assertThat(named).as("seed %d", seed).isNotEmpty();
            assertThat(twins).as("seed %d", seed).isNotEmpty();
            // Of documents that share a unique value the first is copied, so that only the others are refused.
            Set<String> unexplained = new HashSet<>(refused);
            unexplained.removeAll(twins);
            Set<String> expected = new HashSet<>(named);
            expected.removeAll(twins);
            assertThat(unexplained).as("seed %d", seed).isEqualTo(expected);
            assertThat(refused).as("seed %d", seed).containsAll(named).containsAnyElementsOf(twins);

            System.out.printf(
                    "agreement: seed %d: %d documents, %d named and refused, %d share a unique value%n",
                    seed, DOCUMENTS, named.size(), twins.size());

            removeNamed(Depot.orders(database), named, twins);
            assertThat(depot.examine(Depot.ORDERS, PreflightSettings.defaults()).verdict())
                    .as("seed %d", seed)
                    .isEqualTo(PreflightVerdict.CLEAN);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 8})
    void aCleanCollectionIsCopiedWholeAndVerified(long seed, MongoEngine mongoServer, PostgresEngine postgres) {
        MongoDatabaseName mongo = mongoServer.createDatabase();
        Depot depot = new Depot(mongo, postgres.createDatabase("preflight"));
        try (MongoClient client = MongoClients.create(mongo.connectionString())) {
            MongoDatabase database = client.getDatabase(mongo.name());
            MongoCollection<Document> orders = Depot.orders(database);
            fill(orders, new RandomSource(seed));
            List<PreflightFinding> found = depot.examine(
                            Depot.ORDERS, PreflightSettings.defaults().withSamples(10_000))
                    .findings();
            removeNamed(orders, keys(found.stream().filter(PreflightFinding::counts)), Set.of());
            assertThat(depot.examine(Depot.ORDERS, PreflightSettings.defaults()).verdict())
                    .as("seed %d", seed)
                    .isEqualTo(PreflightVerdict.CLEAN);

            assertThat(backfilled(depot)).as("seed %d", seed).isEmpty();
            try (Persistence persistence = depot.open(Stage.DUAL_WRITE, "")) {
                assertThat(persistence
                                .module("depot")
                                .verify(
                                        Depot.ORDERS,
                                        org.stellaops.persistence.dualwrite.verify.VerificationSettings.defaults())
                                .verdict())
                        .as("seed %d", seed)
                        .isEqualTo(Verdict.PASS);
            }
        }
    }

    private static void fill(MongoCollection<Document> orders, RandomSource random) {
        for (int i = 0; i < DOCUMENTS; i++) {
            Document document = Depot.order("o" + i);
            CHANGES.forEach(change -> {
                if (random.onceIn(ONE_IN)) {
                    change.accept(random, document);
                }
            });
            orders.insertOne(document);
        }
    }

    private static Set<String> keys(Stream<PreflightFinding> findings) {
        return findings.flatMap(it -> it.samples().stream())
                .flatMap(List::stream)
                .collect(Collectors.toSet());
    }

    private static Set<String> backfilled(Depot depot) {
        try (Persistence persistence = depot.open(Stage.DUAL_WRITE, "")) {
            return persistence.module("depot").backfill().stream()
                    .flatMap(it -> it.rejections().stream())
                    .map(RejectedRecord::id)
                    .collect(Collectors.toSet());
        }
    }

    private static void removeNamed(MongoCollection<Document> orders, Set<String> named, Set<String> twins) {
        for (Document it : orders.find().projection(new Document("_id", 1).append("shop", 1))) {
            String key = it.get("shop") + "/" + it.get("_id");
            String raw = new Document("_id", it.get("_id")).toJson();
            if (named.contains(key) || named.contains(raw) || twins.contains(key)) {
                orders.deleteOne(new Document("_id", it.get("_id")));
            }
        }
    }
}
