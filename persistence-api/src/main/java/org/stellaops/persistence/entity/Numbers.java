// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import java.math.BigDecimal;
import java.util.Optional;
import org.stellaops.persistence.value.Value;

/** Conversions between the classes of numbers that lose nothing. */
final class Numbers {

    private static final BigDecimal INT_MIN = BigDecimal.valueOf(Integer.MIN_VALUE);
    private static final BigDecimal INT_MAX = BigDecimal.valueOf(Integer.MAX_VALUE);
    private static final BigDecimal LONG_MIN = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal LONG_MAX = BigDecimal.valueOf(Long.MAX_VALUE);

    private Numbers() {}

    static boolean isNumber(Value value) {
        return value instanceof Value.Int32
                || value instanceof Value.Int64
                || value instanceof Value.Real
                || value instanceof Value.Decimal;
    }

    /**
     * The number as it is.
     *
     * @throws IllegalArgumentException if it is infinite or NaN, or no number
     */
    static BigDecimal exact(Value value) {
        if (value instanceof Value.Int32 it) {
            return BigDecimal.valueOf(it.value());
        } else if (value instanceof Value.Int64 it) {
            return BigDecimal.valueOf(it.value());
        } else if (value instanceof Value.Decimal it) {
            return it.value();
        } else if (value instanceof Value.Real it && Double.isFinite(it.value())) {
            return new BigDecimal(it.value());
        }
        throw new IllegalArgumentException("a number that is infinite or NaN has no exact value");
    }

    /** The number as a value of this kind; empty if that kind cannot hold it exactly. */
    static Optional<Value> as(ScalarKind kind, Value value) {
        if (kind.holds(value)) {
            return Optional.of(value);
        } else if (!isNumber(value) || (value instanceof Value.Real it && !Double.isFinite(it.value()))) {
            return Optional.empty();
        } else if (value instanceof Value.Real it && it.value() == 0 && 1 / it.value() < 0) {
            return Optional.empty();
        }
        return as(kind, exact(value));
    }

    /** The number as a value of this kind; empty if that kind cannot hold it exactly, or holds no numbers. */
    static Optional<Value> as(ScalarKind kind, BigDecimal number) {
        return switch (kind) {
            case INT -> isWhole(number, INT_MIN, INT_MAX) ? Optional.of(Value.of(number.intValue())) : Optional.empty();
            case LONG ->
                isWhole(number, LONG_MIN, LONG_MAX) ? Optional.of(Value.of(number.longValue())) : Optional.empty();
            case DOUBLE -> isDouble(number) ? Optional.of(Value.of(number.doubleValue())) : Optional.empty();
            case DECIMAL -> Optional.of(new Value.Decimal(number.scale() < 0 ? number.setScale(0) : number));
            default -> Optional.empty();
        };
    }

    /** The number in the class of another one, if that loses nothing. */
    static Value like(Value held, Value number) {
        if (!isNumber(held) || !isNumber(number) || held.getClass() == number.getClass()) {
            return number;
        }
        ScalarKind kind = held instanceof Value.Int32
                ? ScalarKind.INT
                : held instanceof Value.Int64
                        ? ScalarKind.LONG
                        : held instanceof Value.Real ? ScalarKind.DOUBLE : ScalarKind.DECIMAL;
        return as(kind, number).orElse(number);
    }

    /** An int if it is one, else a long, else a double, else a decimal. */
    static Value narrowest(BigDecimal number) {
        return as(ScalarKind.INT, number)
                .or(() -> as(ScalarKind.LONG, number))
                .or(() -> as(ScalarKind.DOUBLE, number))
                .orElseGet(() -> new Value.Decimal(number));
    }

    private static boolean isWhole(BigDecimal number, BigDecimal least, BigDecimal most) {
        return number.compareTo(least) >= 0
                && number.compareTo(most) <= 0
                && number.stripTrailingZeros().scale() <= 0;
    }

    private static boolean isDouble(BigDecimal number) {
        double nearest = number.doubleValue();
        return Double.isFinite(nearest) && new BigDecimal(nearest).compareTo(number) == 0;
    }
}
