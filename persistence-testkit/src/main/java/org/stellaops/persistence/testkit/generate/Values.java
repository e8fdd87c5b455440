// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.generate;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;
import org.stellaops.persistence.value.ValueRules;

/** Values of every class, extremes included: all that {@link ValueRules} lets both databases hold in a JSON field. */
public final class Values {

    private static final List<Integer> INTS = List.of(0, 1, -1, 7, Integer.MAX_VALUE, Integer.MIN_VALUE);

    private static final List<Long> LONGS =
            List.of(0L, 1L, -1L, 5L, 1L << 31, -(1L << 31) - 1, (1L << 53) + 1, Long.MAX_VALUE, Long.MIN_VALUE);

    private static final List<Double> REALS = List.of(
            0.0,
            -0.0,
            1.0,
            -1.0,
            0.1,
            5.0,
            3.0e9,
            1.0e16,
            1.0e22,
            1.0e300,
            9.007199254740992e15,
            Double.MIN_VALUE,
            -Double.MIN_VALUE,
            Double.MIN_NORMAL,
            Double.MAX_VALUE,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.NaN);

    private static final List<BigDecimal> DECIMALS = Stream.of(
                    "0",
                    "0.0",
                    "0.00",
                    "1",
                    "1.0",
                    "1.10",
                    "1.1",
                    "-7.50",
                    "1E+3",
                    "1000",
                    "5",
                    "5.0",
                    "0.1",
                    "0.10",
                    "9223372036854775808",
                    "9999999999999999999999999999999999",
                    "1E-6176",
                    "1E+6111",
                    "1E-400",
                    "0E+10",
                    "0E-10",
                    "123456789.123456789",
                    "4.9E-324",
                    "1.7976931348623157E+308")
            .map(BigDecimal::new)
            .toList();

    private static final List<Instant> MOMENTS = Stream.of(
                    "1970-01-01T00:00:00Z",
                    "2024-02-29T23:59:59.999Z",
                    "1969-12-31T23:59:59.999Z",
                    "0001-01-01T00:00:00Z",
                    "0000-12-31T23:59:59.001Z",
                    "-0044-03-15T12:00:00Z",
                    "-4713-11-24T00:00:00Z",
                    "9999-12-31T23:59:59.999Z",
                    "+10000-01-01T00:00:00Z",
                    "+294276-12-31T23:59:59.999Z",
                    "2024-01-01T00:00:00.100Z")
            .map(Instant::parse)
            .toList();

    private static final List<Integer> SUBTYPES = List.of(0, 0, 0, 5, 0x80, 0xff);

    private static final List<String> NAMES = List.of(
            "a",
            "b",
            "",
            "$",
            "$a",
            "$$a",
            "$numberLong",
            "$oid",
            "$date",
            "a.b",
            ".",
            "A",
            "é",
            "e\u0301",
            "\ud83d\ude00",
            "\uffff",
            "_id",
            "base64",
            "subType");

    private Values() {}

    /** Scalars of every class. */
    public static Gen<Value> scalars() {
        return Gen.anyOf(List.of(
                Gen.oneOf(List.of(Value.Null.NULL, Value.of(false), Value.of(true))),
                texts(),
                ints(),
                longs(),
                reals(),
                decimals(),
                moments(),
                uuids(),
                oids(),
                bytes()));
    }

    /** Values of every class, nested ones included. */
    public static Gen<Value> any() {
        return Gen.of(Values::nested, Values::simpler);
    }

    /** Structs with unusual member names. */
    public static Gen<Struct> structs() {
        return Gen.of(Values::struct, it -> simplerStruct(it));
    }

    /** Values that must be rejected, each for another reason. */
    public static Gen<Value> unstorable() {
        Gen<Value> text = map(RandomTexts.unstorable(), Value::of);
        Gen<Value> name = map(
                RandomTexts.unstorable(),
                it -> Struct.builder().put(it, Value.of(1)).build());
        Gen<Value> other = Gen.oneOf(List.of(
                new Value.Decimal(new BigDecimal("12345678901234567890123456789012345")),
                new Value.Decimal(new BigDecimal("1E+6112")),
                new Value.Decimal(new BigDecimal("1E-6177")),
                Value.of(Instant.parse("2024-01-01T00:00:00.000001Z")),
                Value.of(Instant.parse("-4713-11-23T23:59:59.999Z")),
                Value.of(Instant.parse("+294277-01-01T00:00:00Z")),
                new Value.Bytes(2, new byte[] {1}),
                deep(ValueRules.DEEPEST + 1)));
        return Gen.anyOf(List.of(text, name, other));
    }

    /** Text values. */
    public static Gen<Value> texts() {
        Gen<String> texts = RandomTexts.storable();
        return Gen.of(
                (source, size) -> Value.of(texts.generate(source, size)),
                value -> value instanceof Value.Text it
                        ? texts.shrink(it.value()).map(Value::of)
                        : Stream.empty());
    }

    /** 32-bit integers. */
    public static Gen<Value> ints() {
        return scalar(
                (source, size) -> Value.of(source.onceIn(2) ? source.<Integer>oneOf(INTS) : (int) source.bits()),
                Value.of(0));
    }

    /** 64-bit integers, many of them small. */
    public static Gen<Value> longs() {
        return scalar(
                (source, size) -> Value.of(source.onceIn(2) ? source.<Long>oneOf(LONGS) : source.bits()), Value.of(0L));
    }

    /** Floating point numbers of any bits. */
    public static Gen<Value> reals() {
        return scalar(
                (source, size) -> Value.of(
                        source.onceIn(2) ? source.<Double>oneOf(REALS) : Double.longBitsToDouble(source.bits())),
                Value.of(0.0));
    }

    /** Decimals of up to 34 digits, equal ones with different scales among them. */
    public static Gen<Value> decimals() {
        return scalar(
                (source, size) -> new Value.Decimal(
                        source.onceIn(2)
                                ? source.<BigDecimal>oneOf(DECIMALS)
                                : new BigDecimal(
                                        BigInteger.valueOf(source.bits())
                                                .multiply(BigInteger.valueOf(source.between(1, 9))),
                                        source.between(-20, 40))),
                new Value.Decimal(BigDecimal.ZERO));
    }

    /** Moments of milliseconds, from 4714 BC to beyond the year 9999. */
    public static Gen<Value> moments() {
        return scalar(
                (source, size) -> Value.of(
                        source.onceIn(2)
                                ? source.<Instant>oneOf(MOMENTS)
                                : Instant.ofEpochMilli(source.bits() % 100_000_000_000_000L)),
                Value.of(Instant.EPOCH));
    }

    /** UUIDs of any bits. */
    public static Gen<Value> uuids() {
        return scalar(
                (source, size) -> new Value.Uuid(new UUID(source.bits(), source.bits())),
                new Value.Uuid(new UUID(0, 0)));
    }

    /** Object ids of any bits. */
    public static Gen<Value> oids() {
        return scalar(
                (source, size) -> new Value.Oid(String.format("%016x%08x", source.bits(), (int) source.bits())),
                new Value.Oid("0".repeat(24)));
    }

    /** Bytes, empty ones included, of subtypes that are kept. */
    public static Gen<Value> bytes() {
        return scalar(
                (source, size) -> {
                    byte[] bytes = new byte[source.between(0, Math.min(size, 20))];
                    for (int i = 0; i < bytes.length; i++) {
                        bytes[i] = (byte) source.bits();
                    }
                    return new Value.Bytes(source.<Integer>oneOf(SUBTYPES), bytes);
                },
                new Value.Bytes(0, new byte[0]));
    }

    /** Lists in lists, so many that the innermost is this deep. */
    static Value deep(int levels) {
        Value value = Value.Items.of();
        for (int i = 1; i < levels; i++) {
            value = Value.Items.of(value);
        }
        return value;
    }

    /** What a generator makes, as values; shrinks as values do. */
    private static <T> Gen<Value> map(Gen<T> generator, java.util.function.Function<T, Value> to) {
        return Gen.of((source, size) -> to.apply(generator.generate(source, size)), Values::simpler);
    }

    private static Gen<Value> scalar(Gen.Making<Value> making, Value simplest) {
        return Gen.of(
                making,
                value -> value.getClass() == simplest.getClass() && !value.equals(simplest)
                        ? Stream.of(simplest)
                        : Stream.empty());
    }

    private static Value nested(RandomSource source, int size) {
        if (size < 2 || source.onceIn(2)) {
            return scalars().generate(source, size);
        }
        return source.onceIn(2)
                ? struct(source, size)
                : new Value.Items(any().list().generate(source, size / 2));
    }

    private static Struct struct(RandomSource source, int size) {
        Struct.Builder struct = Struct.builder();
        int members = source.between(0, Math.min(size, 5));
        for (int i = 0; i < members; i++) {
            struct.put(source.<String>oneOf(NAMES), nested(source, size / 2));
        }
        return struct.build();
    }

    private static Stream<Value> simpler(Value value) {
        if (value instanceof Struct it) {
            return Stream.concat(it.members().values().stream(), simplerStruct(it));
        } else if (value instanceof Value.Items it) {
            return Stream.concat(
                    it.values().stream(), Gen.shrinkList(it.values(), any()).map(Value.Items::new));
        }
        return scalars().shrink(value);
    }

    private static Stream<Struct> simplerStruct(Struct struct) {
        List<Stream<Struct>> all = new ArrayList<>();
        struct.members().keySet().forEach(name -> all.add(Stream.of(struct.without(name))));
        for (Map.Entry<String, Value> member : struct.members().entrySet()) {
            all.add(simpler(member.getValue()).map(it -> struct.with(member.getKey(), it)));
        }
        return all.stream().flatMap(it -> it);
    }
}
