// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.value;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * One value as both databases can store it, independent of their types.
 *
 * <p>Equality is exact: {@code Int32(5)}, {@code Int64(5)} and {@code Real(5.0)} differ, {@code 1.10} differs from
 * {@code
 * 1.1}, −0.0 from 0.0. Two values are equal exactly if their {@linkplain Canonical canonical forms} are. All values are
 * immutable.
 */
public sealed interface Value
        permits Value.Null,
                Value.Bool,
                Value.Int32,
                Value.Int64,
                Value.Real,
                Value.Decimal,
                Value.Text,
                Value.Moment,
                Value.Uuid,
                Value.Oid,
                Value.Bytes,
                Value.Items,
                Struct {

    /** An explicit null inside a JSON value; different from a member that is missing. */
    enum Null implements Value {
        NULL
    }

    /** True or false. */
    record Bool(boolean value) implements Value {}

    /** An integer of 32 bits, BSON's int. */
    record Int32(int value) implements Value {}

    /** An integer of 64 bits, BSON's long. */
    record Int64(long value) implements Value {}

    /** A binary floating point number; all NaNs are one value, −0.0 and 0.0 are two. */
    record Real(double value) implements Value {}

    /** A decimal number with its scale; at most 34 digits, as in Decimal128. */
    record Decimal(BigDecimal value) implements Value {}

    /** A text. */
    record Text(String value) implements Value {}

    /** An instant; its field determines the precision. */
    record Moment(Instant value) implements Value {}

    /** A UUID. */
    record Uuid(UUID value) implements Value {}

    /** A BSON object id: 24 lower-case hexadecimal digits. */
    record Oid(String hex) implements Value {

        /**
         * Rejects a text that is no object id.
         *
         * @throws IllegalArgumentException if the text is not 24 hexadecimal digits
         */
        public Oid {
            if (!hex.matches("[0-9a-fA-F]{24}")) {
                throw new IllegalArgumentException("an object id has 24 hexadecimal digits, but this one has "
                        + hex.length() + " characters, or others than digits and a to f");
            }
            hex = hex.toLowerCase(Locale.ROOT);
        }
    }

    /** Bytes with their BSON subtype, 0 for plain binary. */
    @SuppressWarnings("ArrayRecordComponent") // Copied in and out, and compared by content.
    record Bytes(int subtype, byte[] value) implements Value {

        /** Takes a copy, so that later changes of the array are not seen. */
        public Bytes {
            value = value.clone();
        }

        @Override
        public byte[] value() {
            return value.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Bytes that && subtype == that.subtype && Arrays.equals(value, that.value);
        }

        @Override
        public int hashCode() {
            return 31 * subtype + Arrays.hashCode(value);
        }

        @Override
        public String toString() {
            return "Bytes[" + subtype + ", " + Base64.getEncoder().encodeToString(value) + "]";
        }
    }

    /** An ordered list; an empty list is not a missing one. */
    record Items(List<Value> values) implements Value {

        /** Takes an unmodifiable copy. */
        public Items {
            values = List.copyOf(values);
        }

        /** The list of these values, in this order. */
        public static Items of(Value... values) {
            return new Items(List.of(values));
        }
    }

    /** The text value. */
    static Value of(String text) {
        return new Text(text);
    }

    /** The 32-bit integer. */
    static Value of(int number) {
        return new Int32(number);
    }

    /** The 64-bit integer. */
    static Value of(long number) {
        return new Int64(number);
    }

    /** The floating point number. */
    static Value of(double number) {
        return new Real(number);
    }

    /** The truth value. */
    static Value of(boolean value) {
        return new Bool(value);
    }

    /** The moment. */
    static Value of(Instant instant) {
        return new Moment(instant);
    }
}
