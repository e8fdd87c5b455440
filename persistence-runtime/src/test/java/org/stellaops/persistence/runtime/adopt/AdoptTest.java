package org.stellaops.persistence.runtime.adopt;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** Existing collections go through all stages and back, each with the mapping of {@link Mappings} and nothing else. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class AdoptTest {

    private static final Path COLLECTIONS = Path.of("..", "..", "shared", "data", "collections");
    private static final int SHOP_ORDERS = 240;

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
                    .walk());
            adoption.finish();
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
