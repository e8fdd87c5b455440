// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.query.Condition.and;
import static org.stellaops.persistence.query.Condition.any;
import static org.stellaops.persistence.query.Condition.eq;
import static org.stellaops.persistence.query.Condition.gt;
import static org.stellaops.persistence.query.Condition.in;
import static org.stellaops.persistence.query.Condition.lt;
import static org.stellaops.persistence.query.Condition.missing;
import static org.stellaops.persistence.query.Condition.not;
import static org.stellaops.persistence.query.Condition.prefix;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.LegacyShape;
import org.stellaops.persistence.entity.ScalarKind;
import org.stellaops.persistence.entity.StoredAs;
import org.stellaops.persistence.mongo.config.MongoConfig;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Field;
import org.stellaops.persistence.query.Query;

/** Conditions on the lists of documents that others wrote: other names, several forms, one value that stands for a list of one. */
class ListFormsTest {

    private static final Field<String> SKU = Field.of("sku", String.class);
    private static final Field<Integer> AMOUNT = Field.of("amount", Integer.class);
    private static final Field<Instant> AT = Field.of("at", Instant.class);
    private static final Field<String> TAG = Field.element(String.class);

    private static final EntityType<?> ORDERS = EntityType.builder("lists", "orders")
            .fields(
                    FieldDef.array("tags", ScalarKind.TEXT),
                    FieldDef.child(
                            "lines",
                            "order_lines",
                            FieldDef.text("sku"),
                            FieldDef.scalar("amount", ScalarKind.INT).optional(),
                            FieldDef.scalar("at", ScalarKind.INSTANT).optional()))
            .legacy(LegacyShape.builder()
                    .name("lines", "basket", "positions")
                    .name("lines.sku", "article", "no")
                    .stored("lines.at", StoredAs.DATE, StoredAs.SECONDS)
                    .build())
            .build();

    private final MongoConfig config = TestServer.DEFAULT.fresh();
    private final MongoBackend backend = MongoBackend.open(config, "lists");

    @BeforeEach
    void insert() {
        try (MongoClient client = MongoClients.create(config.uri())) {
            client.getDatabase(config.database())
                    .getCollection("orders", BsonDocument.class)
                    .insertMany(List.of(
                            BsonDocument.parse("{_id: 'list', tags: ['ab', 'x'], basket: {positions: ["
                                    + "{article: {no: 'x'}, amount: 5, at: {$date: '2026-01-01T00:00:00Z'}},"
                                    + "{article: {no: 'y'}, amount: 1, at: 1767225600}]}}"),
                            BsonDocument.parse("{_id: 'one', tags: 'ab',"
                                    + " basket: {positions: {article: {no: 'x'}, amount: 5, at: 1767225600}}}"),
                            BsonDocument.parse("{_id: 'none', tags: [], basket: {positions: []}}"),
                            BsonDocument.parse("{_id: 'nothing', tags: []}")));
        }
    }

    @AfterEach
    void close() {
        backend.close();
    }

    @Test
    void rowsAreAskedForByTheNamesAndInTheFormsOfDocuments() {
        Instant at = Instant.parse("2026-01-01T00:00:00Z");

        assertThat(found(any("lines", and(eq(SKU, "x"), gt(AMOUNT, 3))))).containsExactly("list", "one");
        assertThat(found(any("lines", and(eq(SKU, "y"), gt(AMOUNT, 3))))).isEmpty();
        assertThat(found(any("lines", and(eq(SKU, "y"), eq(AT, at))))).containsExactly("list");
        assertThat(found(any("lines", and(eq(SKU, "x"), eq(AT, at))))).containsExactly("list", "one");
        assertThat(found(any("lines", not(eq(SKU, "x"))))).containsExactly("list");
        assertThat(found(any("lines", missing(AMOUNT)))).isEmpty();
        assertThat(found(any("lines", Condition.all()))).containsExactly("list", "one");
        assertThat(found(not(any("lines", eq(SKU, "x"))))).containsExactly("none", "nothing");
    }

    @Test
    void elementsAreAskedForWhereOneStandsForTheListToo() {
        assertThat(found(any("tags", prefix(TAG, "a")))).containsExactly("list", "one");
        assertThat(found(any("tags", in(TAG, List.of("x"))))).containsExactly("list");
        assertThat(found(any("tags", and(gt(TAG, "a"), lt(TAG, "b"))))).containsExactly("list", "one");
        assertThat(found(any("tags", and(gt(TAG, "b"), lt(TAG, "c"))))).isEmpty();
    }

    private List<String> found(Condition condition) {
        return backend.store(ORDERS).query(Optional.empty(), Query.where(condition)).items().stream()
                .map(it -> it.key().id())
                .toList();
    }
}
