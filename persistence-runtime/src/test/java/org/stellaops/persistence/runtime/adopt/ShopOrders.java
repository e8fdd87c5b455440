// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.adopt;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDecimal128;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonNull;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;

/**
 * Makes the collection of a shop that several generations of software have written: ids of seven types, each value in every
 * form that {@link Mappings.ShopOrder} names, members in any order, members that nobody declared.
 */
final class ShopOrders {

    static final long DAY = 86_400_000L;

    private final Random random;

    ShopOrders(long seed) {
        this.random = new Random(seed);
    }

    List<BsonDocument> documents(int count) {
        List<BsonDocument> documents = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            documents.add(document(i));
        }
        return documents;
    }

    /** Documents that no mapping of an order reads. */
    static List<BsonDocument> malformed() {
        return List.of(
                BsonDocument.parse("{_id: 'broken-1', shopId: 1, placed_at: 'some day', total: 1}"),
                BsonDocument.parse("{_id: 'broken-2', shopId: 1, total: {amount: 5}}"),
                BsonDocument.parse("{_id: {$timestamp: {t: 1, i: 1}}, shopId: 1, total: 5}"),
                BsonDocument.parse("{_id: 'broken-3', total: 5}"));
    }

    private BsonDocument document(int i) {
        List<BsonDocument> members = new ArrayList<>(List.of(
                member("shopId", oneOf(new BsonInt32(i % 3), new BsonInt64(i % 3), new BsonDouble(i % 3))),
                member("order no", oneOf(new BsonInt32(1000 + i), new BsonString("A-" + i))),
                member("placed_at", placedAt(i)),
                member("total", number(i)),
                member("tags", oneOf(text("one"), array("one", "two"), new BsonArray())),
                member("status", oneOf(text("NEW"), text("PAID"), text("half sent"))),
                member("customer_id", new BsonObjectId(new ObjectId(String.format("%024x", i)))),
                member("paid", oneOf(BsonBoolean.TRUE, new BsonInt32(0), text("yes"), text("false"))),
                member("lines", lines(i))));
        maybe(members, "discount", oneOf(text("n/a"), text("5.50"), new BsonInt32(7), new BsonDouble(0.1)));
        maybe(members, "currency", oneOf(text("USD"), BsonNull.VALUE));
        maybe(members, "note", oneOf(text("ring twice"), BsonNull.VALUE));
        maybe(
                members,
                "ship_to",
                oneOf(
                        BsonDocument.parse("{'Street Name': 'Main', zip: '1', floor: 3}"),
                        BsonDocument.parse("{zip: null, 'Street Name': 'Side'}")));
        maybe(members, "_attrs", BsonDocument.parse("{weight: 3, height: 2.5, 'a b': {$numberLong: '9'}}"));
        maybe(members, "due_on", oneOf(new BsonDateTime(i * DAY), text("2024-02-29"), BsonNull.VALUE));
        maybe(members, "handling", oneOf(new BsonInt32(90), new BsonDouble(1.5), new BsonInt64(60)));
        maybe(members, "meta.source", text("import"));
        maybe(members, "deleted_at", new BsonDateTime(DAY));
        maybe(members, "v", oneOf(new BsonInt32(1), new BsonInt32(2)));
        maybe(members, "_class", text("com.shop.Order"));
        maybe(members, "gift", BsonDocument.parse("{z: 1, wrap: true, a: {$numberDecimal: '1.50'}, m: null}"));
        Collections.shuffle(members, random);
        BsonDocument document = new BsonDocument("_id", id(i));
        members.forEach(document::putAll);
        return document;
    }

    private BsonValue id(int i) {
        return switch (i % 8) {
            case 0 -> new BsonObjectId(new ObjectId(String.format("%024x", i)));
            case 1 -> new BsonInt32(i - 20);
            case 2 -> new BsonDouble(i + 0.5);
            case 3 -> new BsonInt64(5_000_000_000L + i);
            case 4 -> new BsonString("order " + i);
            case 5 -> new BsonBinary(new UUID(i, 7));
            // No byte above 127: the stand-in orders bytes as signed ones, MongoDB does not.
            case 6 ->
                new BsonBinary(
                        (byte) 3,
                        ByteBuffer.allocate(16).putLong(i / 2).putLong(9).array());
            default -> new BsonDocument("region", new BsonString("eu")).append("no", new BsonInt32(i));
        };
    }

    private BsonValue placedAt(int i) {
        return oneOf(
                new BsonDateTime(i * DAY + 123),
                new BsonString(
                        java.time.Instant.ofEpochSecond(1_700_000_000L + i).toString()),
                new BsonInt32(1_600_000_000 + i),
                new BsonDouble(1_600_000_000.5 + i));
    }

    private BsonValue number(int i) {
        return oneOf(
                new BsonInt32(i),
                new BsonInt64(i),
                new BsonDouble(i + 0.25),
                new BsonDecimal128(Decimal128.parse(i + ".5")));
    }

    private BsonArray lines(int i) {
        BsonArray lines = new BsonArray();
        for (int line = 0; line < i % 4; line++) {
            lines.add(oneOf(
                    BsonDocument.parse("{sku: 's', quantity: 1, unit_price: 2.5}"),
                    BsonDocument.parse("{unit_price: 3, quantity: {$numberLong: '2'}, sku: 't', color: 'red'}")));
        }
        return lines;
    }

    private void maybe(List<BsonDocument> members, String name, BsonValue value) {
        if (random.nextBoolean()) {
            members.add(member(name, value));
        }
    }

    private BsonValue oneOf(BsonValue... values) {
        return values[random.nextInt(values.length)];
    }

    private static BsonDocument member(String name, BsonValue value) {
        return new BsonDocument(name, value);
    }

    private static BsonValue text(String text) {
        return new BsonString(text);
    }

    private static BsonArray array(String... texts) {
        return new BsonArray(Arrays.stream(texts).map(BsonString::new).toList());
    }
}
