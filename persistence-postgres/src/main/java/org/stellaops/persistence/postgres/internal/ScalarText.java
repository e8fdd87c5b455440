// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
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

    /** Of seconds since 1970 with up to nine decimals, as the server prints a number. */
    private static Instant instant(String seconds) {
        int point = seconds.indexOf('.');
        if (point < 0) {
            return Instant.ofEpochSecond(Long.parseLong(seconds));
        }
        int digits = seconds.length() - point - 1;
        if (digits < 1
                || digits > NANO_DIGITS
                || seconds.charAt(point + 1) == '+'
                || seconds.charAt(point + 1) == '-') {
            throw new NumberFormatException("expected seconds with up to nine decimals");
        }
        long nanos = Long.parseLong(seconds, point + 1, seconds.length(), 10);
        for (int i = digits; i < NANO_DIGITS; i++) {
            nanos *= 10;
        }
        long whole = Long.parseLong(seconds, 0, point, 10);
        return Instant.ofEpochSecond(whole, seconds.charAt(0) == '-' ? -nanos : nanos);
    }

    private static String timestamp(Instant instant) {
        LocalDateTime utc = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        int year = utc.getYear();
        // Java counts a year 0; PostgreSQL calls it 1 BC.
        StringBuilder text = new StringBuilder(40);
        digits(text, year > 0 ? year : 1 - year, 4).append('-');
        digits(text, utc.getMonthValue(), 2).append('-');
        digits(text, utc.getDayOfMonth(), 2).append(' ');
        digits(text, utc.getHour(), 2).append(':');
        digits(text, utc.getMinute(), 2).append(':');
        digits(text, utc.getSecond(), 2).append('.');
        digits(text, utc.getNano() / 1000, 6).append("+00");
        return text.append(year > 0 ? "" : " BC").toString();
    }

    /** The number with so many digits at least. */
    private static StringBuilder digits(StringBuilder text, int number, int least) {
        String digits = Integer.toString(number);
        for (int i = digits.length(); i < least; i++) {
            text.append('0');
        }
        return text.append(digits);
    }
}
