// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.value.EncodedSize;
import org.stellaops.persistence.value.Precision;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

class PlainShapeTest {

    private static final RecordKey KEY = RecordKey.of("acme", "k");

    private static final FieldDef[] FIELDS = {
        FieldDef.text("name").optional(),
        FieldDef.oneOf("size", "S", "L"),
        FieldDef.instant("placedAt", Precision.MILLIS).optional(),
        FieldDef.scalar("amount", ScalarKind.INT).optional(),
        FieldDef.scalar("total", ScalarKind.LONG).optional(),
        FieldDef.scalar("ratio", ScalarKind.DOUBLE).optional(),
        FieldDef.scalar("price", ScalarKind.DECIMAL).optional(),
        FieldDef.scalar("paid", ScalarKind.BOOL).optional(),
        FieldDef.scalar("reference", ScalarKind.UUID).optional(),
        FieldDef.scalar("photo", ScalarKind.BYTES).optional(),
        FieldDef.array("tags", ScalarKind.TEXT).optional(),
        FieldDef.json("payload").optional(),
        FieldDef.child(
                "lines",
                "order_lines",
                FieldDef.text("product").optional(),
                FieldDef.scalar("count", ScalarKind.LONG).optional(),
                FieldDef.json("note").optional()),
        FieldDef.childValues("codes", "order_codes", ScalarKind.INT),
        FieldDef.remainder("rest").optional()
    };

    private static LegacyShape.Builder plain() {
        return LegacyShape.builder()
                .naming(LegacyNaming.SNAKE_CASE)
                .constant("schema", Value.of(3))
                .tenantMember("customer", IdKind.TEXT);
    }

    /** The rules of contents do not make documents of such a type, and so rely on this. */
    @Test
    void whatTheRulesAllowComesBackAndIsNoLargerThanSaid() {
        EntityType<Document> type = type(plain(), FIELDS);
        PlainShape shape = PlainShape.of(type.legacyMapping()).orElseThrow();
        Random random = new Random(11);
        for (int i = 0; i < 3_000; i++) {
            Struct content = content(random);
            assertThat(type.problemsOf(KEY, content)).isEmpty();

            Struct document = type.legacyMapping().toDocument(KEY, content);

            assertThat(type.legacyMapping().fromDocument(KEY, document)).isEqualTo(content);
            assertThat(EncodedSize.bound(document)).isLessThanOrEqualTo(shape.bound(KEY, EncodedSize.bound(content)));
        }
    }

    @Test
    void aRemainderWithTheNameOfAFieldIsStillRefused() {
        Struct content = Struct.builder()
                .put("size", "S")
                .put("lines", Value.Items.of())
                .put("codes", Value.Items.of())
                .put("rest", Struct.builder().put("placed_at", "x").build())
                .build();

        assertThat(type(plain(), FIELDS).problemsOf(KEY, content))
                .extracting(ContentProblem::path)
                .containsExactly("rest");
    }

    record Other(String why, LegacyShape.Builder shape, List<FieldDef> fields) {

        Other(String why, LegacyShape.Builder shape, FieldDef... fields) {
            this(why, shape, List.of(fields));
        }

        @Override
        public String toString() {
            return why;
        }
    }

    static List<Other> others() {
        FieldDef name = FieldDef.text("name").optional();
        FieldDef other = FieldDef.text("other").optional();
        return List.of(
                new Other("inner document", plain().name("name", "a", "b"), name),
                new Other("a form of its own", plain().stored("name", StoredAs.OBJECT_ID), name),
                new Other("a second form", plain().stored("name", StoredAs.NATURAL, StoredAs.OBJECT_ID), name),
                new Other("a value for nothing", plain().absent("name", ""), name),
                new Other("a default", plain().missing("name", Value.of("x")), name),
                new Other("a fallback", plain().fallback("name", "S"), FieldDef.oneOf("name", "S", "L")),
                new Other("microseconds", plain(), FieldDef.instant("at", Precision.MICROS)),
                new Other("microseconds in rows", plain(), child(FieldDef.instant("at", Precision.MICROS))),
                new Other(
                        "remainder in rows",
                        plain(),
                        child(FieldDef.remainder("rest").optional())),
                new Other("a member of two fields", plain().name("other", "name"), name, other),
                new Other("the member of a constant", plain().name("name", "schema"), name),
                new Other("the member of the tenant", plain().name("name", "customer"), name),
                new Other("the member of the library", plain().name("name", "_sync"), name),
                new Other("versions", plain().version("v", Value.of(1), older -> older.name("name", "n")), name));
    }

    @ParameterizedTest
    @MethodSource("others")
    void anyOtherShapeIsNotPlain(Other other) {
        assertThat(PlainShape.of(type(other.shape(), other.fields().toArray(FieldDef[]::new))
                        .legacyMapping()))
                .isEmpty();
    }

    private static FieldDef child(FieldDef column) {
        return FieldDef.child("lines", "order_lines", column);
    }

    private static EntityType<Document> type(LegacyShape.Builder shape, FieldDef... fields) {
        return EntityType.builder("shop", "orders")
                .tenancy(Tenancy.TENANT)
                .fields(fields)
                .legacy(shape.build()::mapping)
                .build();
    }

    private static Struct content(Random random) {
        Struct.Builder content = Struct.builder();
        content.put("size", random.nextBoolean() ? "S" : "L");
        put(random, content, "name", Value.of("n".repeat(random.nextInt(9))));
        put(random, content, "placedAt", Value.of(Instant.ofEpochMilli(random.nextLong(4_000_000_000_000L))));
        put(random, content, "amount", Value.of(random.nextInt()));
        put(random, content, "total", Value.of(random.nextLong()));
        put(random, content, "ratio", Value.of(random.nextBoolean() ? -0.0 : random.nextGaussian()));
        put(random, content, "price", new Value.Decimal(new BigDecimal("1.50")));
        put(random, content, "paid", Value.of(random.nextBoolean()));
        put(random, content, "reference", new Value.Uuid(new UUID(random.nextLong(), random.nextLong())));
        put(random, content, "photo", new Value.Bytes(0, new byte[random.nextInt(4)]));
        put(random, content, "tags", list(random, () -> Value.of("t" + random.nextInt(5))));
        put(random, content, "payload", random.nextBoolean() ? Value.Null.NULL : json(random));
        content.put("lines", list(random, () -> row(random)));
        content.put("codes", list(random, () -> Value.of(random.nextInt())));
        put(random, content, "rest", json(random));
        return content.build();
    }

    private static void put(Random random, Struct.Builder content, String name, Value value) {
        if (random.nextInt(3) > 0) {
            content.put(name, value);
        }
    }

    private static Struct row(Random random) {
        Struct.Builder row = Struct.builder();
        put(random, row, "product", Value.of("p"));
        put(random, row, "count", Value.of(random.nextLong()));
        put(random, row, "note", Value.Null.NULL);
        return row.build();
    }

    private static Struct json(Random random) {
        return Struct.builder()
                .put("x" + random.nextInt(3), Value.Items.of(Value.of(1.5), Value.Null.NULL, Struct.EMPTY))
                .build();
    }

    private static Value list(Random random, Supplier<Value> each) {
        return new Value.Items(
                IntStream.range(0, random.nextInt(4)).mapToObj(it -> each.get()).toList());
    }
}
