// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.adopt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
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
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Json;
import org.stellaops.persistence.entity.LegacyId;
import org.stellaops.persistence.entity.Remainder;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Field;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** Documents that nobody would design go through all stages and back, or are named. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class OddCollectionsTest {

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

    @Test
    void idsOfEveryTypeAndMembersOfEveryNameAndType(MongoDatabaseName mongo, PostgresDatabase postgres) {
        try (Adoption<Oddity> adoption = new Adoption<>(
                Oddity.class,
                List.of(),
                "note",
                it -> new Oddity(it.oddityId(), "changed", it.rest()),
                mongo,
                postgres)) {
            System.out.println(adoption.given(readable(), storable(unreadable(), mongo))
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
        for (int i = 0; i < 30; i++) {
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
                new BsonBinary((byte) 3, new byte[16]),
                new BsonBinary((byte) 5, new byte[16]),
                new BsonBinary((byte) 128, new byte[] {0}),
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
        int number = 100;
        for (BsonValue value : values) {
            documents.add(new BsonDocument("_id", new BsonInt32(number++))
                    .append("z", new BsonInt32(1))
                    .append("number", value)
                    .append("deep", value)
                    .append("a", new BsonArray(List.of(value))));
        }
        for (String name :
                List.of("a.b", "$x", "", " ", "é", "e\u0301", "_class", "0", "tenant", "oddity_id", "__proto__")) {
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
                        new BsonString("nul \u0000"),
                        new BsonDocument("x", new BsonArray(List.of(new BsonTimestamp(3, 4)))),
                        deep(95))
                .map(it -> new BsonDocument("_id", new BsonString("unreadable " + it.getBsonType() + it.hashCode()))
                        .append("value", it))
                .toList();
    }

    /** The stand-in stores not every type of BSON; the test wants most of them. */
    private static List<BsonDocument> storable(List<BsonDocument> documents, MongoDatabaseName mongo) {
        List<BsonDocument> stored = new ArrayList<>();
        for (BsonDocument document : documents) {
            try (MongoClient client = MongoClients.create(mongo.connectionString())) {
                MongoCollection<BsonDocument> tried =
                        client.getDatabase(mongo.name()).getCollection("tried", BsonDocument.class);
                boolean unused = tried.insertOne(document).wasAcknowledged();
                if (tried.find(new BsonDocument("_id", document.get("_id"))).first() != null) {
                    stored.add(document);
                }
            } catch (MongoException e) {
                System.out.println("odd: this server does not store "
                        + document.get("value", BsonNull.VALUE).getBsonType());
            }
        }
        assertThat(stored).hasSizeGreaterThan(documents.size() / 2);
        return stored;
    }

    private static BsonValue deep(int levels) {
        BsonValue value = new BsonInt32(1);
        for (int i = 0; i < levels; i++) {
            value = new BsonDocument("x", value);
        }
        return value;
    }
}
