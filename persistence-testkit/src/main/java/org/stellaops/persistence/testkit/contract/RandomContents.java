// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.FieldType;
import org.stellaops.persistence.value.Precision;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/**
 * Random contents of any entity type, from a seed: everything that a type allows, with many edge cases of databases.
 */
final class RandomContents {

    private static final List<String> PIECES = List.of(
            "",
            "a",
            "A",
            " ",
            "é",
            "e\u0301",
            "\uD83D\uDE00",
            "\uFFFD",
            "\u2028",
            "\u0001",
            "\t\n",
            "\"",
            "'",
            "\\",
            "%",
            "_",
            "$",
            "{\"$numberInt\":\"1\"}",
            "\u00a0",
            "0",
            "null",
            "\uE000",
            "\u007f");

    private static final List<String> NAMES =
            List.of("", "a", "a.b", "$a", "$numberInt", "é", "e\u0301", "\uD83D\uDE00", " ", "A", "_id2", "b");

    private final Random random;
    private final List<String> pieces;

    /** Contents with any storable text. */
    RandomContents(long seed) {
        this(seed, PIECES);
    }

    private RandomContents(long seed, List<String> pieces) {
        this.random = new Random(seed);
        this.pieces = pieces;
    }

    /** Contents without code points above U+FFFF, whose order is a clause of its own. */
    static RandomContents ofTheBasicPlane(long seed) {
        return new RandomContents(
                seed,
                PIECES.stream()
                        .filter(it -> it.chars().noneMatch(c -> Character.isSurrogate((char) c)))
                        .toList());
    }

    Struct of(EntityType<?> type) {
        return row(type.fields());
    }

    /** A text such as {@link #of} puts into fields. */
    Value text() {
        return Value.of(pieces());
    }

    private Struct row(List<FieldDef> fields) {
        Struct.Builder row = Struct.builder();
        for (FieldDef field : fields) {
            boolean list = field.type() instanceof FieldType.Child || field.type() instanceof FieldType.ChildValues;
            if (!field.nullable() || list || random.nextInt(3) > 0) {
                row.put(field.name(), value(field.type()));
            }
        }
        return row.build();
    }

    private Value value(FieldType type) {
        if (type instanceof FieldType.Scalar it) {
            return scalar(it);
        } else if (type instanceof FieldType.Array it) {
            return items(() -> scalar(it.element()));
        } else if (type instanceof FieldType.ChildValues it) {
            return items(() -> scalar(it.element()));
        } else if (type instanceof FieldType.Child it) {
            return items(() -> row(it.columns()));
        } else if (type instanceof FieldType.Remainder) {
            return Struct.builder()
                    .put("left" + random.nextInt(3), json(1))
                    .put("over", json(1))
                    .build();
        }
        return json(0);
    }

    private Value.Items items(Supplier<? extends Value> item) {
        List<Value> items = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            items.add(item.get());
        }
        return new Value.Items(items);
    }

    private Value scalar(FieldType.Scalar type) {
        return switch (type.kind()) {
            case TEXT ->
                Value.of(
                        type.allowed().isEmpty()
                                ? pieces()
                                : type.allowed()
                                        .get(random.nextInt(type.allowed().size())));
            case INT -> Value.of(integer());
            case LONG -> Value.of(longInteger());
            case DOUBLE -> Value.of(real());
            case DECIMAL -> new Value.Decimal(decimal(random.nextInt(12)));
            case BOOL -> Value.of(random.nextBoolean());
            case INSTANT -> Value.of(instant(type.precision()));
            case UUID -> new Value.Uuid(new UUID(random.nextLong(), random.nextLong()));
            case BYTES -> new Value.Bytes(0, bytes());
        };
    }

    private Value json(int depth) {
        return switch (random.nextInt(depth > 3 ? 11 : 15)) {
            case 0 -> Value.Null.NULL;
            case 1 -> Value.of(random.nextBoolean());
            case 2 -> Value.of(integer());
            case 3 -> Value.of(longInteger());
            case 4 -> Value.of(random.nextInt(6) == 0 ? Double.NaN : real());
            case 5 -> new Value.Decimal(decimal(random.nextInt(24) - 12));
            case 6 -> Value.of(instant(Precision.MILLIS));
            case 7 -> new Value.Uuid(new UUID(random.nextLong(), random.nextLong()));
            case 8 -> new Value.Oid(String.format("%024x", new BigInteger(96, random)));
            case 9 -> new Value.Bytes(random.nextInt(3) == 0 ? 5 : 0, bytes());
            case 10 -> Value.of(pieces());
            case 11, 12 -> items(() -> json(depth + 1));
            default -> struct(depth);
        };
    }

    private Struct struct(int depth) {
        Struct.Builder struct = Struct.builder();
        for (int i = random.nextInt(4); i > 0; i--) {
            struct.put(NAMES.get(random.nextInt(NAMES.size())), json(depth + 1));
        }
        return struct.build();
    }

    private String pieces() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            text.append(pieces.get(random.nextInt(pieces.size())));
        }
        return text.toString();
    }

    private int integer() {
        return switch (random.nextInt(4)) {
            case 0 -> Integer.MIN_VALUE;
            case 1 -> Integer.MAX_VALUE;
            case 2 -> random.nextInt();
            default -> random.nextInt(4) - 1;
        };
    }

    private long longInteger() {
        return switch (random.nextInt(5)) {
            case 0 -> Long.MIN_VALUE;
            case 1 -> Long.MAX_VALUE;
            case 2 -> (1L << 53) + 1;
            case 3 -> random.nextLong();
            default -> random.nextInt(4) - 1L;
        };
    }

    private double real() {
        return switch (random.nextInt(8)) {
            case 0 -> -0.0;
            case 1 -> 0.0;
            case 2 -> Double.MIN_VALUE;
            case 3 -> Double.MAX_VALUE;
            case 4 -> Double.NEGATIVE_INFINITY;
            case 5 -> 1.0;
            case 6 -> random.nextGaussian();
            default -> random.nextInt(4) - 1;
        };
    }

    private BigDecimal decimal(int scale) {
        return switch (random.nextInt(4)) {
            case 0 -> new BigDecimal(BigInteger.ZERO, scale);
            case 1 -> new BigDecimal(BigInteger.TEN.pow(34).subtract(BigInteger.ONE), scale);
            case 2 -> new BigDecimal(BigInteger.valueOf(random.nextInt(3) * 10L - 10), scale);
            default -> new BigDecimal(new BigInteger(60, random).negate(), scale);
        };
    }

    private Instant instant(Precision precision) {
        Instant instant = switch (random.nextInt(5)) {
            case 0 -> Instant.parse("0001-01-01T00:00:00Z");
            case 1 -> Instant.parse("9999-12-31T23:59:59.999Z");
            case 2 -> Instant.EPOCH;
            case 3 -> Instant.ofEpochMilli(-1);
            default -> Instant.ofEpochMilli(Math.floorMod(random.nextLong(), 4_000_000_000_000L));
        };
        return precision == Precision.MICROS ? instant.plusNanos(random.nextInt(1000) * 1000L) : instant;
    }

    private byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(5)];
        random.nextBytes(bytes);
        return bytes;
    }
}
