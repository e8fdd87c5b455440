// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Supplier;
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

/** Collections as they grow over years: each member has one or more habits, and each document follows some of them. */
final class OddDocuments {

    private static final List<String> NAMES = List.of(
            "name",
            "Name",
            "NAME",
            "order no",
            "order-no",
            "order_no",
            "orderNo",
            "class",
            "int",
            "hashCode",
            "tenantId",
            "id",
            "_class",
            "__v",
            "$ref",
            "$a",
            "$",
            "a.b",
            "a..b",
            "ünï",
            "日本",
            "0",
            "9lives",
            "a b c",
            "UPPER_CASE",
            "x",
            "X",
            "more",
            "more2",
            "createdAt",
            "created_at",
            "price",
            "items",
            "tags",
            "address",
            "user",
            "user_id",
            "select",
            "table",
            "very_long_member_name_that_goes_on_and_on_and_on_until_it_is_longer_than_any_column_may_be",
            "'",
            "\"",
            "\\",
            "*/",
            "-",
            "record",
            "var",
            "yield");

    private final SplittableRandom random;

    OddDocuments(long seed) {
        this.random = new SplittableRandom(seed);
    }

    List<BsonDocument> collection(int documents) {
        Map<String, Supplier<BsonValue>> members = new LinkedHashMap<>();
        int count = 1 + random.nextInt(14);
        for (int i = 0; i < count; i++) {
            members.put(NAMES.get(random.nextInt(NAMES.size())), habit(0));
        }
        Supplier<BsonValue> ids = ids();
        List<BsonDocument> all = new ArrayList<>();
        for (int i = 0; i < documents; i++) {
            BsonDocument document = new BsonDocument("_id", ids.get());
            members.forEach((name, habit) -> {
                if (random.nextInt(8) > 0) {
                    document.append(name, habit.get());
                }
            });
            all.add(document);
        }
        return all;
    }

    private Supplier<BsonValue> ids() {
        int[] next = {0};
        return switch (random.nextInt(5)) {
            case 0 -> () -> new BsonInt32(next[0]++);
            case 1 -> () -> new BsonString("id " + next[0]++);
            case 2 -> () -> new BsonObjectId(new ObjectId());
            case 3 -> () -> next[0]++ % 2 == 0 ? new BsonInt64(next[0]) : new BsonString("n" + next[0]);
            default -> () -> new BsonDocument("a", new BsonInt32(next[0]++)).append("b", new BsonString("x"));
        };
    }

    /** How a member is filled: mostly one way, sometimes a second one. */
    private Supplier<BsonValue> habit(int depth) {
        Supplier<BsonValue> usual = way(depth);
        if (random.nextInt(3) > 0) {
            return usual;
        }
        Supplier<BsonValue> other = way(depth);
        int share = 2 + random.nextInt(20);
        return () -> random.nextInt(share) == 0 ? other.get() : usual.get();
    }

    private Supplier<BsonValue> way(int depth) {
        int kinds = depth < 3 ? 24 : 20;
        return switch (random.nextInt(kinds)) {
            case 0 -> () -> new BsonString("text " + random.nextInt(1000));
            case 1 -> () -> new BsonString("");
            case 2 -> () -> new BsonString(random.nextBoolean() ? "n/a" : "yes");
            case 3 -> () -> new BsonString(Integer.toString(random.nextInt(100)));
            case 4 -> () -> new BsonString("0" + random.nextInt(100) + ".50");
            case 5 ->
                () -> new BsonString("2020-0%d-1%dT10:00:00Z".formatted(1 + random.nextInt(9), random.nextInt(9)));
            case 6 -> () -> new BsonString("2020-0%d-11".formatted(1 + random.nextInt(9)));
            case 7 -> () -> new BsonString("2020-02-11T10:00:00.12%d+02:00".formatted(random.nextInt(9)));
            case 8 -> () -> new BsonInt32(random.nextInt());
            case 9 -> () -> new BsonInt32(random.nextInt(2));
            case 10 -> () -> new BsonInt64(random.nextLong());
            case 11 -> () -> new BsonDouble(random.nextInt(100) / 4.0);
            case 12 -> () -> new BsonDouble(random.nextBoolean() ? Double.NaN : random.nextDouble() * 1e300);
            case 13 ->
                () -> new BsonDecimal128(new Decimal128(new BigDecimal(random.nextInt(10_000)).movePointLeft(2)));
            case 14 -> () -> BsonBoolean.valueOf(random.nextBoolean());
            case 15 -> () -> new BsonDateTime(random.nextLong(2_000_000_000_000L));
            case 16 -> () -> new BsonObjectId(new ObjectId());
            case 17 -> () -> BsonNull.VALUE;
            case 18 -> () -> new BsonBinary(new UUID(random.nextLong(), random.nextLong()));
            case 19 -> () -> new BsonBinary(new byte[] {1, 2, (byte) random.nextInt()});
            case 20 -> list(depth);
            case 21 -> document(depth);
            case 22 -> () -> new BsonDocument("k" + random.nextInt(60), new BsonInt32(1));
            default -> random.nextBoolean() ? BsonArray::new : BsonDocument::new;
        };
    }

    private Supplier<BsonValue> list(int depth) {
        Supplier<BsonValue> each = habit(depth + 1);
        return () -> {
            BsonArray list = new BsonArray();
            for (int i = random.nextInt(4); i > 0; i--) {
                list.add(each.get());
            }
            return list;
        };
    }

    private Supplier<BsonValue> document(int depth) {
        Map<String, Supplier<BsonValue>> members = new LinkedHashMap<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            members.put(NAMES.get(random.nextInt(NAMES.size())), habit(depth + 1));
        }
        return () -> {
            BsonDocument document = new BsonDocument();
            members.forEach((name, habit) -> {
                if (random.nextInt(6) > 0) {
                    document.append(name, habit.get());
                }
            });
            return document;
        };
    }
}
