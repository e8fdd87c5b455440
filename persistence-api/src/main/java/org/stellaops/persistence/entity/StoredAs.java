// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.stellaops.persistence.value.Precision;
import org.stellaops.persistence.value.Value;

/** The forms in which legacy documents keep scalars. Each reads only what it can write again without loss. */
public enum StoredAs implements StoredForm {
    /** The field's own class; for numbers, each class that holds the number exactly. */
    NATURAL,
    /** A number as text, as {@code BigDecimal.toPlainString} writes it without trailing zeros. */
    NUMBER_TEXT,
    /** A number as text in any spelling. Cannot be asked for by value. */
    NUMBER_ANY_TEXT,
    /** A text field that is a number or a truth value in the document. Cannot be asked for by value. */
    SCALAR_AS_TEXT,
    /** A text field that is an object id in the document. */
    OBJECT_ID,
    /** A date: of an instant the natural form, of a local date midnight in UTC. */
    DATE,
    /** An instant as text, as {@link Instant#toString} writes it. */
    ISO_TEXT,
    /** An instant as text with any offset and any number of digits, or a date alone. Cannot be asked for by value. */
    ISO_ANY_TEXT,
    /** An instant as seconds since 1970, whole or with a fraction down to the millisecond. */
    SECONDS,
    /** An instant as milliseconds since 1970. */
    MILLISECONDS,
    /** A duration, which the field holds in milliseconds, as text such as {@code PT1H30M}. */
    DURATION_TEXT,
    /** A duration, which the field holds in milliseconds, as seconds. */
    DURATION_SECONDS,
    /** A UUID as text in lower case. */
    UUID_TEXT,
    /** A UUID as binary of subtype 3, as the old Java driver wrote it. */
    UUID_LEGACY,
    /** A truth value as 0 or 1. */
    BOOL_NUMBER,
    /** A truth value as {@code true} or {@code false}, {@code yes} or {@code no}, {@code Y} or {@code N}. Cannot be asked for by value. */
    BOOL_TEXT;

    private static final Set<String> TRUE = Set.of("true", "yes", "y", "1", "on");
    private static final Set<String> FALSE = Set.of("false", "no", "n", "0", "off");
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);

    @Override
    public boolean hasOneSpelling() {
        return switch (this) {
            case NUMBER_ANY_TEXT, SCALAR_AS_TEXT, ISO_ANY_TEXT, BOOL_TEXT, DURATION_TEXT -> false;
            default -> true;
        };
    }

    @Override
    public boolean isOrdered() {
        return this == NATURAL || this == SECONDS || this == MILLISECONDS || this == DURATION_SECONDS || this == DATE;
    }

    @Override
    public Optional<Value> read(FieldType.Scalar field, Value stored) {
        try {
            return convert(field, stored);
        } catch (ArithmeticException | IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<Value> write(FieldType.Scalar field, Value value) {
        try {
            return Optional.of(form(field, value)).filter(it -> read(field, it).equals(Optional.of(value)));
        } catch (ArithmeticException | IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private Optional<Value> convert(FieldType.Scalar field, Value stored) {
        return switch (this) {
            case NATURAL -> natural(field, stored);
            case NUMBER_TEXT, NUMBER_ANY_TEXT -> text(stored).flatMap(it -> number(field, it));
            case SCALAR_AS_TEXT -> scalarText(field, stored);
            case OBJECT_ID -> stored instanceof Value.Oid it ? Optional.of(Value.of(it.hex())) : Optional.empty();
            case DATE -> stored instanceof Value.Moment it ? date(field, it) : Optional.empty();
            case ISO_TEXT, ISO_ANY_TEXT -> text(stored).flatMap(this::instant).map(Value::of);
            case SECONDS -> millis(stored, THOUSAND).map(it -> Value.of(Instant.ofEpochMilli(it)));
            case MILLISECONDS -> millis(stored, BigDecimal.ONE).map(it -> Value.of(Instant.ofEpochMilli(it)));
            case DURATION_TEXT ->
                text(stored)
                        .map(Duration::parse)
                        .filter(StoredAs::isWholeMillis)
                        .map(it -> Value.of(it.toMillis()));
            case DURATION_SECONDS -> millis(stored, THOUSAND).map(Value::of);
            case UUID_TEXT ->
                text(stored)
                        .filter(it -> UUID.fromString(it).toString().equals(it))
                        .map(it -> new Value.Uuid(UUID.fromString(it)));
            case UUID_LEGACY -> legacyUuid(stored);
            case BOOL_NUMBER -> truth(stored);
            case BOOL_TEXT -> text(stored).flatMap(StoredAs::truthOf);
        };
    }

    private Value form(FieldType.Scalar field, Value value) {
        return switch (this) {
            case NATURAL ->
                field.precision() == Precision.MICROS && value instanceof Value.Moment it
                        ? Value.of(MICROS.format(it.value()))
                        : value;
            case NUMBER_TEXT, NUMBER_ANY_TEXT -> Value.of(plain(Numbers.exact(value)));
            case SCALAR_AS_TEXT -> value;
            case OBJECT_ID -> new Value.Oid(((Value.Text) value).value());
            case DATE ->
                value instanceof Value.Text it
                        ? Value.of(LocalDate.parse(it.value())
                                .atStartOfDay(ZoneOffset.UTC)
                                .toInstant())
                        : value;
            case ISO_TEXT, ISO_ANY_TEXT ->
                Value.of(((Value.Moment) value).value().toString());
            case SECONDS -> seconds(((Value.Moment) value).value().toEpochMilli());
            case MILLISECONDS -> Value.of(((Value.Moment) value).value().toEpochMilli());
            case DURATION_TEXT ->
                Value.of(Duration.ofMillis(((Value.Int64) value).value()).toString());
            case DURATION_SECONDS -> seconds(((Value.Int64) value).value());
            case UUID_TEXT -> Value.of(((Value.Uuid) value).value().toString());
            case UUID_LEGACY -> new Value.Bytes(3, Uuids.javaLegacyBytesOf(((Value.Uuid) value).value()));
            case BOOL_NUMBER -> Value.of(((Value.Bool) value).value() ? 1 : 0);
            case BOOL_TEXT -> Value.of(Boolean.toString(((Value.Bool) value).value()));
        };
    }

    private static Optional<Value> natural(FieldType.Scalar field, Value stored) {
        boolean isMicros = field.kind() == ScalarKind.INSTANT && field.precision() == Precision.MICROS;
        return isMicros && stored instanceof Value.Text it
                ? Optional.of(Value.of(MICROS.parse(it.value(), Instant::from)))
                : Numbers.as(field.kind(), stored);
    }

    private static Optional<String> text(Value stored) {
        return stored instanceof Value.Text it ? Optional.of(it.value()) : Optional.empty();
    }

    private Optional<Value> number(FieldType.Scalar field, String text) {
        BigDecimal number = new BigDecimal(text.strip());
        if (this == NUMBER_TEXT && !plain(number).equals(text)) {
            return Optional.empty();
        }
        // A text has no class, so a double takes the nearest one, as whoever reads the text does.
        return field.kind() == ScalarKind.DOUBLE
                ? Optional.of(Value.of(number.doubleValue()))
                        .filter(it -> this == NUMBER_ANY_TEXT || isSpelledSo(number.doubleValue(), number))
                : Numbers.as(field.kind(), number.scale() < 0 ? number.setScale(0) : number);
    }

    private static boolean isSpelledSo(double nearest, BigDecimal number) {
        return Double.isFinite(nearest) && BigDecimal.valueOf(nearest).compareTo(number) == 0;
    }

    private static String plain(BigDecimal number) {
        BigDecimal shortest = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
        return shortest.toPlainString();
    }

    private static Optional<Value> scalarText(FieldType.Scalar field, Value stored) {
        if (field.kind() != ScalarKind.TEXT) {
            return Optional.empty();
        } else if (stored instanceof Value.Bool it) {
            return Optional.of(Value.of(Boolean.toString(it.value())));
        }
        return Numbers.isNumber(stored)
                ? Optional.of(Value.of(plain(Numbers.exact(stored))))
                : Optional.of(stored).filter(Value.Text.class::isInstance);
    }

    private static Optional<Value> date(FieldType.Scalar field, Value.Moment moment) {
        if (field.kind() == ScalarKind.INSTANT) {
            return Optional.of(moment);
        }
        var utc = moment.value().atOffset(ZoneOffset.UTC);
        return field.kind() == ScalarKind.TEXT && utc.toLocalTime().toNanoOfDay() == 0
                ? Optional.of(Value.of(utc.toLocalDate().toString()))
                : Optional.empty();
    }

    private Optional<Instant> instant(String text) {
        if (this == ISO_TEXT) {
            Instant instant = Instant.parse(text);
            return Optional.of(instant).filter(it -> it.toString().equals(text) && isWholeMillis(it));
        }
        String spelled = text.strip().replace(' ', 'T').toUpperCase(Locale.ROOT);
        if (spelled.length() == 10) {
            return Optional.of(
                    LocalDate.parse(spelled).atStartOfDay(ZoneOffset.UTC).toInstant());
        }
        boolean hasOffset = spelled.endsWith("Z") || spelled.substring(11).matches(".*[+-].*");
        return Optional.of(OffsetDateTime.parse(hasOffset ? withColon(spelled) : spelled + "Z")
                        .toInstant())
                .filter(StoredAs::isWholeMillis);
    }

    /** {@code +0200} as {@code +02:00}. */
    private static String withColon(String text) {
        return text.replaceFirst("([+-]\\d{2})(\\d{2})$", "$1:$2");
    }

    private static boolean isWholeMillis(Instant instant) {
        return instant.getNano() % 1_000_000 == 0;
    }

    private static boolean isWholeMillis(Duration duration) {
        return duration.equals(Duration.ofMillis(duration.toMillis()));
    }

    /** A fraction of a second is what its nearest double says, down to the millisecond. */
    private static Optional<Long> millis(Value stored, BigDecimal factor) {
        if (!Numbers.isNumber(stored)) {
            return Optional.empty();
        }
        BigDecimal number = stored instanceof Value.Real it ? BigDecimal.valueOf(it.value()) : Numbers.exact(stored);
        return Optional.of(number.multiply(factor).longValueExact());
    }

    private static Value seconds(long millis) {
        return millis % 1000 == 0
                ? Value.of(millis / 1000)
                : Value.of(BigDecimal.valueOf(millis, 3).doubleValue());
    }

    private static Optional<Value> legacyUuid(Value stored) {
        return stored instanceof Value.Bytes it && it.subtype() == 3 && it.value().length == 16
                ? Optional.of(new Value.Uuid(Uuids.ofJavaLegacyBytes(it.value())))
                : Optional.empty();
    }

    private static Optional<Value> truth(Value stored) {
        if (!Numbers.isNumber(stored)) {
            return Optional.empty();
        }
        BigDecimal number = Numbers.exact(stored);
        return number.compareTo(BigDecimal.ONE) == 0 || number.signum() == 0
                ? Optional.of(Value.of(number.signum() != 0))
                : Optional.empty();
    }

    private static Optional<Value> truthOf(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        if (TRUE.contains(lower)) {
            return Optional.of(Value.of(true));
        }
        return FALSE.contains(lower) ? Optional.of(Value.of(false)) : Optional.empty();
    }
}
