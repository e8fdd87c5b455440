// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.dualwrite.preflight.PreflightSettings.Strictness.STRICT;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.bson.BsonDateTime;
import org.bson.BsonRegularExpression;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.preflight.MemberTypes;
import org.stellaops.persistence.dualwrite.preflight.Preflight;
import org.stellaops.persistence.dualwrite.preflight.PreflightFinding;
import org.stellaops.persistence.dualwrite.preflight.PreflightKind;
import org.stellaops.persistence.dualwrite.preflight.PreflightProgress;
import org.stellaops.persistence.dualwrite.preflight.PreflightReport;
import org.stellaops.persistence.dualwrite.preflight.PreflightSettings;
import org.stellaops.persistence.dualwrite.preflight.PreflightVerdict;
import org.stellaops.persistence.dualwrite.verify.Verdict;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;
import org.stellaops.persistence.runtime.Inspection;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** Each kind of problem is named with its key, place and remedy before anything is written, and none is left out. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class PreflightTest {

    private static final String SECRET = "do-not-print";

    private Depot depot;
    private MongoClient client;
    private MongoDatabase database;

    @BeforeEach
    void open(MongoEngine mongoServer, PostgresEngine postgres) {
        MongoDatabaseName mongo = mongoServer.createDatabase();
        depot = new Depot(mongo, postgres.createDatabase("preflight"));
        client = MongoClients.create(mongo.connectionString());
        database = client.getDatabase(mongo.name());
    }

    @AfterEach
    void close() {
        client.close();
    }

    /** A faulty order: what is wrong, where, and the document. */
    private record Faulty(PreflightKind kind, String path, String id, Document document) {

        static Faulty with(PreflightKind kind, String path, String id, String member, Object value) {
            return new Faulty(kind, path, id, Depot.order(id).append(member, value));
        }

        static Faulty without(PreflightKind kind, String id, String member) {
            Document document = Depot.order(id);
            document.remove(member);
            return new Faulty(kind, member, id, document);
        }
    }

    private static List<Faulty> faulty() {
        Document deep = new Document();
        for (int i = 0; i < 93; i++) {
            deep = new Document("d", deep);
        }
        ObjectId other = new ObjectId("55f14312c7447c3da7051b26");
        String longId = "k".repeat(1100);
        return List.of(
                new Faulty(
                        PreflightKind.KEY,
                        "_id",
                        "{\"_id\": {\"$oid\": \"" + other + "\"}}",
                        Depot.order("").append("_id", other)),
                new Faulty(PreflightKind.LONG_KEY, "_id", "{\"_id\": \"" + longId + "\"}", Depot.order(longId)),
                Faulty.without(PreflightKind.TENANT, "no-shop", "shop"),
                Faulty.with(PreflightKind.TENANT, "shop", "odd-shop", "shop", 7),
                Faulty.with(PreflightKind.UNMAPPED_MEMBER, "color", "color", "color", SECRET),
                Faulty.without(PreflightKind.MISSING_MEMBER, "no-price", "price"),
                Faulty.with(PreflightKind.TYPE, "price", "text-price", "price", SECRET),
                Faulty.with(PreflightKind.TEXT_NOT_ALLOWED, "status", "odd-status", "status", SECRET),
                Faulty.with(
                        PreflightKind.NO_REPRESENTATION, "extra", "regex", "extra", new BsonRegularExpression(SECRET)),
                Faulty.with(PreflightKind.LIBRARY, "_sync", "sync", "_sync", 5),
                Faulty.with(PreflightKind.TEXT, "number", "nul", "number", "a\0b"),
                Faulty.with(PreflightKind.NUMBER, "price", "nan", "price", Double.NaN),
                Faulty.with(PreflightKind.INSTANT, "placedAt", "far", "placedAt", new BsonDateTime(Long.MIN_VALUE)),
                Faulty.with(PreflightKind.DEPTH, "extra.*", "deep", "extra", deep),
                Faulty.with(PreflightKind.SIZE, "the content", "large", "extra", "x".repeat(14_000_000)),
                Faulty.with(PreflightKind.LONG_UNIQUE_VALUE, "number", "long-number", "number", "n".repeat(700)),
                Faulty.with(PreflightKind.FOREIGN_KEY, "customerId", "orphan", "customerId", "nobody"));
    }

    @Test
    void everyKindIsNamedAndAMendedCollectionIsCleanAndCopiedWhole() throws SQLException {
        depot.migrate();
        Depot.customer(database);
        List<Faulty> faulty = faulty();
        MongoCollection<Document> orders = Depot.orders(database);
        faulty.forEach(it -> orders.insertOne(it.document()));
        orders.insertOne(Depot.order("good"));
        orders.insertOne(Depot.order("twin-1").append("number", "A-17"));
        orders.insertOne(Depot.order("twin-2").append("number", "A-17"));
        orders.insertOne(Depot.order("other-shop")
                .append("number", "A-17")
                .append("shop", "s2")
                .append("customerId", "c2"));
        database.getCollection("customers")
                .insertOne(new Document("_id", "c2").append("shop", "s2").append("name", "Bob"));

        PreflightReport report = depot.examine(Depot.ORDERS, PreflightSettings.defaults());

        assertThat(report.verdict()).isEqualTo(PreflightVerdict.FINDINGS);
        assertThat(report.isComplete()).isTrue();
        assertThat(report.counts().read()).isEqualTo(faulty.size() + 4L);
        Map<String, List<String>> expected = new LinkedHashMap<>();
        faulty.forEach(it -> expected.computeIfAbsent(it.kind() + " " + it.path(), unused -> new ArrayList<>())
                .add(keyOf(it)));
        expected.put("UNIQUE_KEY orders_number_key", List.of("s1/twin-1 = s1/twin-2"));
        Map<String, List<String>> named = new LinkedHashMap<>();
        report.findings().stream()
                .filter(PreflightFinding::counts)
                .forEach(it -> named.put(
                        it.kind() + " " + it.path(),
                        it.samples().stream()
                                .map(keys -> String.join(" = ", keys))
                                .toList()));
        assertThat(named).containsExactlyInAnyOrderEntriesOf(expected);
        assertThat(report.findings()).allSatisfy(it -> {
            assertThat(it.kind().remedy()).isNotBlank();
            assertThat(it.describe()).doesNotContain(SECRET, "A-17");
        });
        assertThat(report.findings())
                .filteredOn(it -> it.kind() == PreflightKind.UNIQUE_KEY)
                .extracting(PreflightFinding::count)
                .containsExactly(2L);
        assertThat(depot.examine(Depot.ORDERS, PreflightSettings.defaults())).isEqualTo(report);

        faulty.forEach(it -> orders.deleteOne(new Document("_id", it.document().get("_id"))));
        orders.updateOne(new Document("_id", "twin-2"), new Document("$set", new Document("number", "A-18")));
        PreflightReport mended =
                depot.examine(Depot.ORDERS, PreflightSettings.defaults().withStrictness(STRICT));
        assertThat(mended.findings()).isEmpty();
        assertThat(mended.verdict()).isEqualTo(PreflightVerdict.CLEAN);
        assertThat(mended.identity()).isNotEqualTo(report.identity());
        try (Persistence persistence = depot.open(Stage.DUAL_WRITE, "")) {
            assertThat(persistence.module("depot").backfill())
                    .allSatisfy(it -> assertThat(it.counts().refused()).isZero());
            assertThat(persistence.module("depot").verify())
                    .extracting(VerificationReport::verdict)
                    .containsOnly(Verdict.PASS);
        }
    }

    private static String keyOf(Faulty it) {
        boolean hasNoKey = it.kind() == PreflightKind.KEY || it.kind() == PreflightKind.LONG_KEY;
        return hasNoKey
                ? it.id()
                : it.kind() == PreflightKind.TENANT ? "{\"_id\": \"" + it.id() + "\"}" : "s1/" + it.id();
    }

    @Test
    void typesAreCountedAndStrictMakesDriftAndDefaultsFindings() {
        MongoCollection<Document> orders = Depot.orders(database);
        for (int i = 0; i < 6; i++) {
            orders.insertOne(Depot.order("d" + i));
        }
        orders.insertOne(Depot.order("i1").append("price", 3));
        orders.insertOne(Depot.order("i2").append("price", 4L));
        Document byDefault = Depot.order("e1");
        byDefault.remove("currency");
        orders.insertOne(byDefault);

        PreflightReport lenient = depot.examine(Depot.ORDERS, PreflightSettings.defaults());
        PreflightReport strict =
                depot.examine(Depot.ORDERS, PreflightSettings.defaults().withStrictness(STRICT));

        assertThat(lenient.verdict()).isEqualTo(PreflightVerdict.CLEAN);
        assertThat(strict.verdict()).isEqualTo(PreflightVerdict.FINDINGS);
        assertThat(lenient.findings())
                .extracting(PreflightFinding::kind, PreflightFinding::path, PreflightFinding::count)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(PreflightKind.TYPE_DRIFT, "price", 2L),
                        org.assertj.core.groups.Tuple.tuple(PreflightKind.DEFAULT_USED, "currency", 1L));
        assertThat(strict.types())
                .filteredOn(it -> it.path().equals("price"))
                .extracting(MemberTypes::describe)
                .containsExactly("price: 7 double, 1 int, 1 long; declared double");
    }

    @Test
    void lookingMakesNothingAndAnEmptyCollectionIsNoProof() throws SQLException {
        Depot.orders(database).insertOne(Depot.order("a"));
        List<String> before = depot.everything(database);

        assertThat(depot.examine(Depot.ORDERS, PreflightSettings.defaults()).verdict())
                .isEqualTo(PreflightVerdict.CLEAN);
        PreflightReport empty = depot.examine(Depot.CUSTOMERS, PreflightSettings.defaults());

        assertThat(empty.verdict()).isEqualTo(PreflightVerdict.NOT_CHECKED);
        assertThat(empty.notChecked()).singleElement().asString().contains("customers has no documents");
        assertThat(depot.everything(database)).isEqualTo(before);
        assertThat(Depot.orders(database).find().map(Document::toJson).into(new ArrayList<>()))
                .containsExactly(Depot.order("a").toJson());
    }

    @Test
    void aRunThatWasLimitedOrStoppedProvesNothing() {
        MongoCollection<Document> orders = Depot.orders(database);
        for (int i = 0; i < 1200; i++) {
            orders.insertOne(Depot.order("o" + i));
        }
        PreflightReport limited =
                depot.examine(Depot.ORDERS, PreflightSettings.defaults().withLimit(7));
        assertThat(limited.counts().read()).isEqualTo(7);
        assertThat(limited.verdict()).isEqualTo(PreflightVerdict.NOT_CHECKED);

        try (Inspection inspection = Persistence.builder(depot.config(Stage.LEGACY_ONLY, ""))
                .modules(Depot.MODULE)
                .inspect()) {
            AtomicReference<Preflight> running = new AtomicReference<>();
            List<PreflightProgress> seen = new ArrayList<>();
            running.set(inspection.module("depot").preflight(Depot.ORDERS, PreflightSettings.defaults(), it -> {
                seen.add(it);
                running.get().cancel();
            }));
            PreflightReport stopped = running.get().run();
            assertThat(stopped.verdict()).isEqualTo(PreflightVerdict.NOT_CHECKED);
            assertThat(stopped.counts().read()).isEqualTo(500);
            assertThat(seen).containsExactly(new PreflightProgress("depot", "orders", "documents", 500, 1200));
        }
    }

    @Test
    void theGateWantsACleanPreflightWhereItIsRequired() {
        Depot.customer(database);
        Depot.orders(database).insertOne(Depot.order("text").append("price", "cheap"));
        try (Persistence persistence = depot.open(Stage.LEGACY_ONLY, "gates: { preflight: required }")) {
            var module = persistence.module("depot");
            assertThat(module.moveTo(Stage.DUAL_WRITE).toString())
                    .contains(
                            "orders had no preflight",
                            "run: persistence preflight --keep --config FILE --module depot");

            examine(persistence);
            assertThat(module.moveTo(Stage.DUAL_WRITE).toString()).contains("orders says FINDINGS: 1 read, 1 refused");

            Depot.orders(database).updateOne(new Document(), new Document("$set", new Document("price", 1.5)));
            examine(persistence);
            assertThat(module.moveTo(Stage.DUAL_WRITE).isMoved()).isTrue();
            assertThat(module.backfill()).allMatch(BackfillRun::isFinished);
            assertThat(module.auditTrail()).anyMatch(it -> it.toString().contains("PREFLIGHTED"));
        }
    }

    private static void examine(Persistence persistence) {
        Depot.MODULE
                .entityTypes()
                .forEach(it -> assertThat(persistence
                                .module("depot")
                                .preflight(it, PreflightSettings.defaults(), unused -> {})
                                .isComplete())
                        .isTrue());
    }
}
