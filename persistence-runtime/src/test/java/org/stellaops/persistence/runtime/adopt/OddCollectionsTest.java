// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.adopt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDecimal128;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonJavaScript;
import org.bson.BsonMaxKey;
import org.bson.BsonMinKey;
import org.bson.BsonNull;
import org.bson.BsonObjectId;
import org.bson.BsonRegularExpression;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stellaops.persistence.UnreadableRecord;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.backfill.BackfillSettings;
import org.stellaops.persistence.dualwrite.unreadable.UnreadableDocuments;
import org.stellaops.persistence.dualwrite.verify.Verdict;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;
import org.stellaops.persistence.dualwrite.verify.VerificationSettings;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Json;
import org.stellaops.persistence.entity.LegacyId;
import org.stellaops.persistence.entity.Remainder;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Field;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.PersistenceModule;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** Documents that nobody would design go through all stages and back, or are named. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class OddCollectionsTest {

    /** So many that a verification finds each of them at rest beside a writer that never rests. */
    private static final int ENOUGH = 240;

    private static final Field<String> TEXT = Field.element(String.class);
    private static final Field<Integer> INT = Field.element(Integer.class);

    /** Any id, one field, and everything else. */
    @Entity(module = "odd", table = "oddities")
    record Oddity(
            @Id LegacyId oddityId,
            @Nullable String note,
            @Remainder @Nullable JsonNode rest) {}

    /** A map and a value of any shape under names of their own. */
    @Entity(module = "points", table = "scores")
    record Scores(
            @Id LegacyId scoresId,
            @Nullable String note,
            @Nullable Map<String, Double> points,
            @Nullable @Json JsonNode history) {}

    @Entity(module = "memos", table = "memos")
    record Note(
            @Id String noteId,
            @Nullable String text,
            @Nullable @Json JsonNode rest) {}

    @Test
    void idsOfEveryTypeAndMembersOfEveryNameAndType(MongoDatabaseName mongo, PostgresDatabase postgres) {
        try (Adoption<Oddity> adoption = new Adoption<>(
                Oddity.class,
                List.of(),
                "note",
                it -> new Oddity(it.oddityId(), "changed", it.rest()),
                mongo,
                postgres)) {
            System.out.println(adoption.given(readable(), unreadable())
                    .asking(
                            Condition.member("rest", "kind", Condition.eq(TEXT, "named")),
                            Condition.member("rest", List.of("deep", "x", "x"), Condition.missing(TEXT)),
                            Condition.member("rest", "number", Condition.gte(INT, 5)))
                    .walk());
            adoption.finish();
        }
    }

    @Test
    void mapsWithFreeNamesAndNumbersOfSeveralClasses(MongoDatabaseName mongo, PostgresDatabase postgres) {
        List<BsonDocument> documents = new ArrayList<>();
        for (int i = 0; i < ENOUGH; i++) {
            documents.add(new BsonDocument("_id", i % 2 == 0 ? new BsonInt32(i) : new BsonString("s" + i))
                    .append(
                            "points",
                            new BsonDocument("a.b", new BsonInt32(i))
                                    .append("$c", new BsonDouble(0.5))
                                    .append("", new BsonInt64(7))
                                    .append("plain", i % 3 == 0 ? new BsonInt32(3) : new BsonDouble(3.0)))
                    .append(
                            "history",
                            new BsonArray(List.of(
                                    new BsonArray(List.of(new BsonInt32(1), new BsonArray())), new BsonDocument()))));
        }
        try (Adoption<Scores> adoption = new Adoption<>(
                Scores.class,
                List.of(),
                "note",
                it -> new Scores(it.scoresId(), "changed", it.points(), it.history()),
                mongo,
                postgres)) {
            System.out.println(adoption.given(
                            documents,
                            List.of(
                                    BsonDocument.parse("{_id: 'bad', points: {x: 'no number'}}"),
                                    BsonDocument.parse("{_id: 'more', another: 1}")))
                    .asking(Condition.member("points", "plain", Condition.eq(INT, 3)))
                    .walk());
            adoption.finish();
        }
    }

    /** They can be read, so that a service goes on with them; but they would keep the lead from moving for ever. */
    @Test
    void whatCanBeReadAndNotBeStoredIsNamedAndLeftBehind(MongoDatabaseName mongo, PostgresDatabase postgres) {
        EntityType<Note> type = EntityType.of(Note.class);
        try (MongoClient client = MongoClients.create(mongo.connectionString());
                Persistence persistence = open(type, mongo, postgres)) {
            MongoCollection<BsonDocument> notes =
                    client.getDatabase(mongo.name()).getCollection("memos", BsonDocument.class);
            boolean unused = notes.insertMany(List.of(
                            new BsonDocument("_id", new BsonString("deep")).append("rest", deep(95)),
                            new BsonDocument("_id", new BsonString("binary"))
                                    .append("rest", new BsonBinary((byte) 3, new byte[16])),
                            new BsonDocument("_id", new BsonString("fine")).append("text", new BsonString("x")),
                            new BsonDocument("_id", new BsonString("nul")).append("text", new BsonString("a\u0000"))))
                    .wasAcknowledged();
            PersistenceModule module = persistence.module("memos");
            assertThat(persistence.store(type).find("nul")).isPresent();
            UnreadableDocuments unreadable = module.unreadable(type);

            assertThat(module.moveTo(Stage.DUAL_WRITE).isMoved()).isTrue();
            assertThat(module.backfill(type, BackfillSettings.defaults())
                            .counts()
                            .refused())
                    .isEqualTo(3);
            assertThat(module.verify(type, VerificationSettings.defaults()).verdict())
                    .isEqualTo(Verdict.FAIL);
            assertThat(unreadable.examine().listed())
                    .extracting(UnreadableRecord::id)
                    .containsExactly("binary", "deep", "nul");
            unreadable.examine().listed().forEach(it -> {
                assertThat(it.problem()).startsWith(it.id().equals("nul") ? "text " : "rest");
                assertThat(unreadable.leaveBehind(it.id(), "a test", "ada")).isPresent();
            });

            VerificationReport report = module.verify(type, VerificationSettings.defaults());
            assertThat(report.verdict()).as(report.describe()).isEqualTo(Verdict.PASS);
            assertThat(report.counts().leftBehind()).isEqualTo(3);
        }
    }

    private static Persistence open(EntityType<?> type, MongoDatabaseName mongo, PostgresDatabase postgres) {
        String yaml = """
                persistence:
                  mongo: { uri: "%s", database: %s }
                  postgres: { security: { login: warn }, jdbc-url: "%s", user: "%s", password: "${PG_PASSWORD}" }
                  modules: { memos: { stage: legacy-only } }
                """.formatted(mongo.connectionString(), mongo.name(), postgres.jdbcUrl(), postgres.user());
        return Persistence.builder(Config.parse(yaml, Map.of("PG_PASSWORD", postgres.password())))
                .modules(ModuleDescriptor.of("memos", type))
                .meters(new SimpleMeterRegistry())
                .open();
    }

    /** Without binary of other subtypes, which the stand-in does not store; the contract of stores has them. */
    private static List<BsonDocument> readable() {
        List<BsonValue> ids = List.of(
                new BsonInt32(1),
                new BsonInt64(1L << 40),
                new BsonDouble(2.5),
                new BsonString("text"),
                new BsonString(""),
                new BsonObjectId(new ObjectId("507d95d5719dbef170f15bf9")),
                new BsonBinary(new UUID(1, 2)),
                new BsonBinary((byte) 0, new byte[] {1, 2}),
                new BsonDateTime(86_400_001),
                new BsonDecimal128(Decimal128.parse("2.75")),
                BsonBoolean.TRUE,
                new BsonDocument("b", new BsonInt32(1)).append("a", new BsonString("x")));
        List<BsonValue> values = List.of(
                new BsonDouble(-0.0),
                new BsonDouble(Double.NaN),
                new BsonDouble(Double.NEGATIVE_INFINITY),
                new BsonInt64(5),
                new BsonDecimal128(Decimal128.parse("1.10")),
                new BsonDecimal128(Decimal128.parse("9.999999999999999999999999999999999E+6144")),
                new BsonDateTime(-1),
                new BsonDateTime(253_402_300_799_999L),
                new BsonBinary((byte) 0, new byte[] {1}),
                BsonNull.VALUE,
                BsonBoolean.FALSE,
                new BsonArray(List.of(new BsonArray(List.of(new BsonArray(), new BsonInt32(1))))),
                deep(60),
                new BsonDocument("$ref", new BsonString("other"))
                        .append("$id", new BsonObjectId(new ObjectId("507d95d5719dbef170f15bf8")))
                        .append("$db", new BsonString("elsewhere")),
                new BsonDocument("$numberInt", new BsonString("no tag")),
                new BsonDocument());
        List<BsonDocument> documents = new ArrayList<>();
        ids.forEach(id -> documents.add(new BsonDocument("_id", id).append("kind", new BsonString("named"))));
        for (int i = 0; i < ENOUGH; i++) {
            documents.add(new BsonDocument("_id", new BsonString("plain " + i)).append("z", new BsonInt32(i)));
        }
        int number = 100;
        for (BsonValue value : values) {
            documents.add(new BsonDocument("_id", new BsonInt32(number++))
                    .append("z", new BsonInt32(1))
                    .append("number", value)
                    .append("deep", value)
                    .append("a", new BsonArray(List.of(value))));
        }
        for (String name : List.of("a.b", "", " ", "é", "e\u0301", "_class", "0", "tenant", "oddity_id", "__proto__")) {
            documents.add(new BsonDocument("_id", new BsonString("named " + name))
                    .append(name, new BsonInt32(1))
                    .append("inner", new BsonDocument(name, new BsonString("x"))));
        }
        return documents;
    }

    private static List<BsonDocument> unreadable() {
        return Stream.of(
                        new BsonRegularExpression("a", "i"),
                        new BsonTimestamp(1, 2),
                        new BsonMinKey(),
                        new BsonMaxKey(),
                        new BsonJavaScript("return 1"),
                        new BsonDecimal128(Decimal128.NaN),
                        new BsonDecimal128(Decimal128.NEGATIVE_ZERO),
                        new BsonDocument("x", new BsonArray(List.of(new BsonTimestamp(3, 4)))))
                .map(it -> new BsonDocument("_id", new BsonString("unreadable " + it.getBsonType() + it.hashCode()))
                        .append("value", it))
                .toList();
    }

    private static BsonValue deep(int levels) {
        BsonValue value = new BsonInt32(1);
        for (int i = 0; i < levels; i++) {
            value = new BsonDocument("x", value);
        }
        return value;
    }
}
