// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator.advisory;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** JSON values of every class that can be stored, the rare ones as often as the common ones. */
public final class MalformedJson {

    private static final int LARGEST_DECIMAL_BITS = 112;

    private final Dice dice;

    MalformedJson(Dice dice) {
        this.dice = dice;
    }

    /** Values from a seed. */
    public MalformedJson(long seed) {
        this(new Dice(seed));
    }

    /** A value with limited nesting depth. */
    public Value value(int depth) {
        return switch (dice.below(depth > 0 ? 9 : 7)) {
            case 0 -> Value.Null.NULL;
            case 1 -> Value.of(dice.percent(50));
            case 2 -> integer();
            case 3 -> fraction();
            case 4, 5, 6 -> Value.of(text());
            case 7 -> dice.upTo(3, () -> value(depth - 1));
            default -> object(depth - 1);
        };
    }

    /** An object with up to three members. */
    public Struct object(int depth) {
        Struct.Builder object = Struct.builder();
        for (int i = dice.below(4); i > 0; i--) {
            object.put(name(), value(depth));
        }
        return object.build();
    }

    /** A name that is unusual for some database or library. */
    public String name() {
        return dice.oneOf(
                "url",
                "a.b",
                "$ref",
                "$set",
                "$date",
                "$numberLong",
                "",
                " ",
                ".",
                "_x",
                "__proto__",
                "ID",
                "Id",
                "extra",
                "remainder",
                "é",
                "e\u0301",
                "\uD83D\uDC1B",
                "null",
                "type",
                "tenant",
                "0",
                "_content",
                "with \"quotes\"",
                "tab\t");
    }

    /** A text that can be stored. */
    public String text() {
        return dice.oneOf(
                "",
                " ",
                "null",
                "NaN",
                "0",
                "CVE-2024-" + dice.below(10_000),
                "0001-01-01T00:00:00Z",
                "line\nbreak\r\n\ttab",
                "\u0001\u001F\u007F\u0085\u2028\u2029\uFEFF",
                "'; DROP TABLE advisories; --",
                "\\u0000 is only spelled here",
                "{\"$date\":\"2020-01-01T00:00:00Z\"}",
                "z\u0323\u0307 \u0130i \u00DF \u202Ertl\u202C",
                "\uD83D\uDC68\u200D\uD83D\uDCBB \uD800\uDC00 \uDBFF\uDFFF \uFFFF",
                "x".repeat(dice.below(5_000)));
    }

    private Value integer() {
        return switch (dice.below(4)) {
            case 0 -> Value.of(dice.below(1_000) - 500);
            case 1 -> Value.of(dice.oneOf(Integer.MAX_VALUE, Integer.MIN_VALUE, 0, -1));
            case 2 -> Value.of(dice.oneOf(Long.MAX_VALUE, Long.MIN_VALUE, 1L << 53, (1L << 53) + 1, 1L << 31));
            // Above 64 bits: a decimal of scale 0, as the JSON reader creates it.
            default ->
                new Value.Decimal(new BigDecimal(BigInteger.valueOf(dice.bits())
                        .abs()
                        .setBit(Long.SIZE + dice.below(LARGEST_DECIMAL_BITS - Long.SIZE))));
        };
    }

    private Value fraction() {
        return switch (dice.below(4)) {
            case 0 -> Value.of(dice.oneOf(0.1, -0.0, 0.0, 9.8, 1.0E300, -2.5E-300, Double.MIN_VALUE, 1.0E22));
            case 1 ->
                new Value.Decimal(new BigDecimal(dice.oneOf("7.50", "10.00", "0.10000000000000000001", "-0.00100")));
            case 2 -> new Value.Decimal(new BigDecimal(dice.oneOf("1E+5", "1E+400", "1.5E-4000", "-9.99E+6000")));
            default -> Value.of(dice.below(100) / 8.0 + 0.5);
        };
    }
}
