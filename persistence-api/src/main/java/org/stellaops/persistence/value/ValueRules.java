// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.value;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.stellaops.persistence.Limits;

/**
 * Decides which values both databases can store exactly; all others are rejected, with their paths, before any write.
 */
public final class ValueRules {

    /** How deep values may be nested, with room below MongoDB's limit of 100 for the record around them. */
    public static final int DEEPEST = Limits.DEEPEST_VALUE;

    /** The first and the last instant that {@code timestamptz} stores: 4714-11-24 BC to 294276 AD. */
    private static final Instant EARLIEST = Instant.parse("-4713-11-24T00:00:00Z");

    private static final Instant LATEST = Instant.parse("+294276-12-31T23:59:59.999999Z");

    /** To count the digits of a longer number may take minutes. */
    private static final int MOST_COUNTED_BITS = 4_096;

    private ValueRules() {}

    /**
     * Reports each part of a value that cannot be stored.
     *
     * @param path where the value is, such as {@code affected[3].ranges}
     * @param report takes the path of the part and the reason, as the rest of a sentence; never the value itself,
     *     and {@code *} for the name of a member
     */
    public static void check(String path, Value value, BiConsumer<String, String> report) {
        check(path, value, 1, report);
    }

    /** Whether {@link #check} reports nothing; does not make the path of every part to find that out. */
    public static boolean isRight(Value value) {
        return isRight(value, 1);
    }

    private static boolean isRight(Value value, int depth) {
        if (depth > DEEPEST) {
            return false;
        } else if (value instanceof Struct it) {
            for (int i = 0; i < it.size(); i++) {
                if (Texts.problemOf(it.nameAt(i)).isPresent() || !isRight(it.valueAt(i), depth + 1)) {
                    return false;
                }
            }
            return true;
        } else if (value instanceof Value.Items it) {
            for (Value item : it.values()) {
                if (!isRight(item, depth + 1)) {
                    return false;
                }
            }
            return true;
        }
        return problemOf(value).isEmpty();
    }

    /** Why a decimal is not exactly a Decimal128, as the rest of a sentence; empty if it is. */
    public static Optional<String> decimalProblem(BigDecimal value) {
        if (value.unscaledValue().bitLength() > MOST_COUNTED_BITS) {
            return Optional.of("has more digits than the 34 of a Decimal128");
        } else if (value.precision() > Limits.MOST_DIGITS) {
            return Optional.of("has " + value.precision() + " digits, more than the 34 of a Decimal128");
        }
        if (value.scale() > Limits.LARGEST_SCALE || -(long) value.scale() > Limits.LARGEST_EXPONENT) {
            return Optional.of("has an exponent outside the range of a Decimal128");
        }
        return Optional.empty();
    }

    /** Why a moment is outside the range of a {@code timestamptz}, as the rest of a sentence; empty if it is inside. */
    public static Optional<String> momentProblem(Instant value) {
        return value.isBefore(EARLIEST) || value.isAfter(LATEST)
                ? Optional.of("is a moment outside the range of timestamptz")
                : Optional.empty();
    }

    /** Why a moment is none that a field of this precision holds once it is rounded, as the rest of a sentence. */
    public static Optional<String> momentProblem(Instant value, Precision precision) {
        Optional<String> range = momentProblem(value);
        if (range.isPresent() || precision == Precision.MILLIS) {
            return range;
        }
        int year = value.atOffset(ZoneOffset.UTC).getYear();
        return year < 0 || year > 9999
                ? Optional.of("is outside the years 0000 to 9999, which a field finer than MILLIS may have")
                : Optional.empty();
    }

    private static void check(String path, Value value, int depth, BiConsumer<String, String> report) {
        if (depth > DEEPEST) {
            report.accept(path, "is nested deeper than " + DEEPEST + " levels");
        } else if (value instanceof Struct it) {
            it.forEach((name, member) -> {
                // The names of members are content; a path says where they are without them.
                String at = path + ".*";
                Texts.problemOf(name).ifPresent(problem -> report.accept(path, "has a member whose name " + problem));
                check(at, member, depth + 1, report);
            });
        } else if (value instanceof Value.Items it) {
            for (int i = 0; i < it.values().size(); i++) {
                check(path + "[" + i + "]", it.values().get(i), depth + 1, report);
            }
        } else {
            problemOf(value).ifPresent(problem -> report.accept(path, problem));
        }
    }

    private static Optional<String> problemOf(Value value) {
        if (value instanceof Value.Text it) {
            return Texts.problemOf(it.value());
        } else if (value instanceof Value.Decimal it) {
            return decimalProblem(it.value());
        } else if (value instanceof Value.Moment it) {
            // Only a field can declare more than BSON's milliseconds; the entity type checks its own fields.
            return it.value().getNano() % 1_000_000 != 0
                    ? Optional.of("is a moment finer than a millisecond inside a JSON value")
                    : momentProblem(it.value());
        } else if (value instanceof Value.Bytes it) {
            return it.subtype() == 0 || it.subtype() >= 0x80 || it.subtype() == 5
                    ? Optional.empty()
                    : Optional.of("is binary of subtype " + it.subtype() + ", which is deprecated or internal");
        }
        return Optional.empty();
    }
}
