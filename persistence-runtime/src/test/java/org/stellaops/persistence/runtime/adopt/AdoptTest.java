// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.adopt;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Field;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** Existing collections go through all stages and back, each with the mapping of {@link Mappings} and nothing else. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class AdoptTest {

    private static final Path COLLECTIONS = Path.of("..", "..", "shared", "data", "collections");
    private static final int SHOP_ORDERS = 240;
    private static final Field<String> STATUS = Field.of("status", String.class);
    private static final Field<String> CURRENCY = Field.of("currency", String.class);
    private static final Field<Double> TOTAL = Field.of("total", Double.class);
    private static final Field<String> TAGS = Field.of("tags", String.class);
    private static final Field<Instant> PLACED_AT = Field.of("placedAt", Instant.class);
    private static final Field<String> CUSTOMER = Field.of("customerId", String.class);
    private static final Field<String> DUE_ON = Field.of("dueOn", String.class);
    private static final Field<String> ORDER_ID = Field.of("orderId", String.class);

    @Test
    void aCollectionOfAShopWithTwentyHabits(MongoDatabaseName mongo, PostgresDatabase postgres) {
        try (Adoption<Mappings.ShopOrder> adoption = new Adoption<>(
                Mappings.ShopOrder.class,
                List.of("0", "1", "2"),
                "note",
                it -> new Mappings.ShopOrder(
                        it.orderId(),
                        it.orderNo(),
                        it.placedAt(),
                        it.total(),
                        it.discount(),
                        it.tags(),
                        it.status(),
                        it.currency(),
                        "changed",
                        it.shipTo(),
                        it.lines(),
                        it.attributes(),
                        it.dueOn(),
                        it.handling(),
                        it.customerId(),
                        it.paid(),
                        it.source(),
                        it.deletedAt(),
                        it.rest()),
                mongo,
                postgres)) {
            System.out.println(adoption.given(new ShopOrders(1).documents(SHOP_ORDERS), ShopOrders.malformed())
                    .asking(
                            Condition.eq(STATUS, "OTHER"),
                            Condition.in(STATUS, List.of("NEW", "OTHER")),
                            Condition.eq(CURRENCY, "EUR"),
                            Condition.in(TOTAL, List.of(12.0, 12.25, 12.5)),
                            Condition.gt(TOTAL, 100.0),
                            Condition.contains(TAGS, "one"),
                            Condition.in(PLACED_AT, placedAt()),
                            Condition.not(Condition.eq(CUSTOMER, String.format("%024x", 9))),
                            Condition.missing(DUE_ON),
                            Condition.gt(ORDER_ID, "2:order 2"))
                    .walk());
            adoption.finish();
        }
    }

    @Test
    void whatCannotBeReadIsNamedUntilItIsDecided(MongoDatabaseName mongo, PostgresDatabase postgres) {
        try (Adoption<Mappings.Note> adoption =
                new Adoption<>(Mappings.Note.class, List.of(), "text", UnaryOperator.identity(), mongo, postgres)) {
            adoption.given(
                            List.of(
                                    BsonDocument.parse("{_id: 1, text: 'a'}"),
                                    BsonDocument.parse("{_id: 2.0, text: 'b'}")),
                            List.of(
                                    BsonDocument.parse("{_id: 3, text: {}}"),
                                    BsonDocument.parse("{_id: 'no number', text: 'c'}")))
                    .decide();
        }
    }

    @Test
    void products(MongoDatabaseName mongo, PostgresDatabase postgres) {
        adopt(
                "products",
                Mappings.Product.class,
                "name",
                it -> new Mappings.Product(
                        it.productId(),
                        "changed",
                        it.type(),
                        it.brand(),
                        it.price(),
                        it.monthlyPrice(),
                        it.rating(),
                        it.warrantyYears(),
                        it.available(),
                        it.fits(),
                        it.more()),
                mongo,
                postgres);
    }

    @Test
    void restaurants(MongoDatabaseName mongo, PostgresDatabase postgres) {
        adopt(
                "restaurant",
                Mappings.Restaurant.class,
                "rating",
                it -> new Mappings.Restaurant(
                        it.restaurantId(),
                        it.url(),
                        it.address(),
                        it.addressLine2(),
                        it.name(),
                        it.outcode(),
                        it.postcode(),
                        2.5,
                        it.typeOfFood()),
                mongo,
                postgres);
    }

    @Test
    void grades(MongoDatabaseName mongo, PostgresDatabase postgres) {
        adopt(
                "grades",
                Mappings.Grade.class,
                "class_id",
                it -> new Mappings.Grade(it.gradeId(), it.studentId(), 99, it.scores()),
                mongo,
                postgres);
    }

    /** Moments that some orders have as a date, some as a text and some as seconds. */
    private static List<Instant> placedAt() {
        return IntStream.range(0, 40)
                .boxed()
                .flatMap(i -> Stream.of(
                        Instant.ofEpochMilli(i * ShopOrders.DAY + 123),
                        Instant.ofEpochSecond(1_700_000_000L + i),
                        Instant.ofEpochSecond(1_600_000_000L + i),
                        Instant.ofEpochMilli(1_600_000_000_500L + i * 1000L)))
                .toList();
    }

    private static <T> void adopt(
            String collection,
            Class<T> type,
            String changed,
            UnaryOperator<T> change,
            MongoDatabaseName mongo,
            PostgresDatabase postgres) {
        try (Adoption<T> adoption = new Adoption<>(type, List.of(), changed, change, mongo, postgres)) {
            System.out.println(adoption.given(documents(collection), List.of()).walk());
            adoption.finish();
        }
    }

    private static List<BsonDocument> documents(String collection) {
        Path file = COLLECTIONS.resolve(collection + ".json.gz");
        if (!Files.exists(file)) {
            System.out.println("adopt: " + file + " is absent, so " + collection + " is not adopted");
        }
        Assumptions.assumeTrue(Files.exists(file), "the collection is absent");
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(it -> !it.isBlank())
                    .map(BsonDocument::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
