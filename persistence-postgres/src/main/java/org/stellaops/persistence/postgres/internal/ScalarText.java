// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import org.stellaops.persistence.entity.ScalarKind;
import org.stellaops.persistence.value.Value;

/**
 * Converts scalars to and from the texts exchanged with PostgreSQL.
 *
 * <p>The server's own input and output functions keep every value exactly, which no Java class of JDBC does for all of
 * them: not for instants before 1582 or behind year 9999, not for −0.0, not for a decimal's scale. An instant is read
 * as seconds since 1970, independent of session settings.
 */
final class ScalarText {

    private static final int NANO_DIGITS = 9;

    private ScalarText() {}

    /** The SQL type of a column. */
    static String sqlType(ScalarKind kind) {
        return switch (kind) {
            case TEXT -> "text";
            case INT -> "integer";
            case LONG -> "bigint";
            case DOUBLE -> "double precision";
            case DECIMAL -> "numeric";
            case BOOL -> "boolean";
            case INSTANT -> "timestamptz";
            case UUID -> "uuid";
            case BYTES -> "bytea";
        };
    }

    /** The SQL expression whose text {@link #decode} reads. */
    static String selected(ScalarKind kind, String expression) {
        return switch (kind) {
            case TEXT -> expression;
            case INSTANT -> "extract(epoch from " + expression + ")::text";
            case BYTES -> "encode(" + expression + ", 'hex')";
            case INT, LONG, DOUBLE, DECIMAL, BOOL, UUID -> expression + "::text";
        };
    }

    /** The text from which the input function of the column's type reads this value. */
    static String encode(Value value) {
        if (value instanceof Value.Text it) {
            return it.value();
        } else if (value instanceof Value.Int32 it) {
            return Integer.toString(it.value());
        } else if (value instanceof Value.Int64 it) {
            return Long.toString(it.value());
        } else if (value instanceof Value.Real it) {
            return Double.toString(it.value());
        } else if (value instanceof Value.Decimal it) {
            // The server reads an exponent and keeps the scale; written out, a few bytes would become thousands.
            return it.value().toString();
        } else if (value instanceof Value.Bool it) {
            return Boolean.toString(it.value());
        } else if (value instanceof Value.Moment it) {
            return timestamp(it.value());
        } else if (value instanceof Value.Uuid it) {
            return it.value().toString();
        } else if (value instanceof Value.Oid it) {
            return it.hex();
        } else if (value instanceof Value.Bytes it) {
            return "\\x" + HexFormat.of().formatHex(it.value());
        }
        throw new IllegalArgumentException(
                "a " + value.getClass().getSimpleName() + " is no scalar that a column could hold");
    }

    /**
     * The value of a text that was selected with {@link #selected}.
     *
     * @throws IllegalArgumentException if there is no such value, as for an infinite timestamp
     */
    static Value decode(ScalarKind kind, String text) {
        return switch (kind) {
            case TEXT -> Value.of(text);
            case INT -> Value.of(Integer.parseInt(text));
            case LONG -> Value.of(Long.parseLong(text));
            case DOUBLE -> Value.of(Double.parseDouble(text));
            case DECIMAL -> new Value.Decimal(new BigDecimal(text));
            case BOOL -> Value.of(text.equals("true"));
            case INSTANT -> Value.of(instant(text));
            case UUID -> new Value.Uuid(UUID.fromString(text));
            case BYTES -> new Value.Bytes(0, HexFormat.of().parseHex(text));
        };
    }

    private static Instant instant(String secondsSince1970) {
        BigDecimal seconds = new BigDecimal(secondsSince1970);
        BigInteger whole = seconds.setScale(0, RoundingMode.FLOOR).toBigIntegerExact();
        BigDecimal rest = seconds.subtract(new BigDecimal(whole));
        return Instant.ofEpochSecond(
                whole.longValueExact(), rest.movePointRight(NANO_DIGITS).longValueExact());
    }

    private static String timestamp(Instant instant) {
        LocalDateTime utc = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        int year = utc.getYear();
        // Java counts a year 0; PostgreSQL calls it 1 BC.
        return String.format(
                Locale.ROOT,
                "%04d-%02d-%02d %02d:%02d:%02d.%06d+00%s",
                year > 0 ? year : 1 - year,
                utc.getMonthValue(),
                utc.getDayOfMonth(),
                utc.getHour(),
                utc.getMinute(),
                utc.getSecond(),
                utc.getNano() / 1000,
                year > 0 ? "" : " BC");
    }
}
