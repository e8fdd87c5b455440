// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.value;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;

/** Converts between the Java classes of fields and values. */
public final class JavaValues {

    private JavaValues() {}

    /**
     * The value of a Java object: text, boxed number, truth, big decimal, instant, local date (its text),
     * duration (its milliseconds), UUID, bytes, enum constant or value.
     *
     * @throws IllegalArgumentException if its class has no value
     */
    public static Value of(Object object) {
        if (object instanceof Value it) {
            return it;
        } else if (object instanceof String it) {
            return new Value.Text(it);
        } else if (object instanceof Enum<?> it) {
            return new Value.Text(it.name());
        } else if (object instanceof Integer it) {
            return new Value.Int32(it);
        } else if (object instanceof Long it) {
            return new Value.Int64(it);
        } else if (object instanceof Double it) {
            return new Value.Real(it);
        } else if (object instanceof Boolean it) {
            return new Value.Bool(it);
        } else if (object instanceof BigDecimal it) {
            return new Value.Decimal(it);
        } else if (object instanceof Instant it) {
            return new Value.Moment(it);
        } else if (object instanceof LocalDate it && it.getYear() >= 0 && it.getYear() <= 9999) {
            return new Value.Text(it.toString());
        } else if (object instanceof Duration it) {
            return new Value.Int64(millis(it));
        } else if (object instanceof UUID it) {
            return new Value.Uuid(it);
        } else if (object instanceof byte[] it) {
            return new Value.Bytes(0, it);
        }
        throw new IllegalArgumentException("a " + object.getClass().getName() + " is no value that a field can hold");
    }

    /**
     * The Java object of a value, as the requested class.
     *
     * @throws IllegalArgumentException if the value is not of that class
     */
    public static Object toJava(Value value, Class<?> wanted) {
        Object object = plain(value);
        if (wanted.isEnum() && object instanceof String name) {
            return constant(wanted, name);
        } else if (wanted == LocalDate.class && object instanceof String text) {
            return localDate(text);
        } else if (wanted == Duration.class && object instanceof Long millis) {
            return Duration.ofMillis(millis);
        }
        return object;
    }

    private static Object plain(Value value) {
        if (value instanceof Value.Text it) {
            return it.value();
        } else if (value instanceof Value.Int32 it) {
            return it.value();
        } else if (value instanceof Value.Int64 it) {
            return it.value();
        } else if (value instanceof Value.Real it) {
            return it.value();
        } else if (value instanceof Value.Bool it) {
            return it.value();
        } else if (value instanceof Value.Decimal it) {
            return it.value();
        } else if (value instanceof Value.Moment it) {
            return it.value();
        } else if (value instanceof Value.Uuid it) {
            return it.value();
        } else if (value instanceof Value.Bytes it) {
            return it.value();
        }
        return value;
    }

    private static long millis(Duration duration) {
        if (!duration.equals(Duration.ofMillis(duration.toMillis()))) {
            throw new IllegalArgumentException(
                    "a duration finer than a millisecond cannot be stored; truncate it first");
        }
        return duration.toMillis();
    }

    private static LocalDate localDate(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("a local date is stored as 2026-01-31, but this is no date", e);
        }
    }

    private static Object constant(Class<?> type, String name) {
        for (Object constant : type.getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(name)) {
                return constant;
            }
        }
        throw new IllegalArgumentException(type.getSimpleName() + " has no constant of the name that is stored");
    }
}
