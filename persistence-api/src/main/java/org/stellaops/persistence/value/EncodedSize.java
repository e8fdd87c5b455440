// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.value;

import java.math.BigDecimal;
import java.util.List;
import java.util.function.IntFunction;

/** How many bytes a value takes in each of its forms, computed without making the form. Pure. */
public final class EncodedSize {

    private static final long TAG = 22;
    private static final long MOMENT = 40;
    private static final long DOUBLE_DIGITS = 330;

    /** Of an element in an array: its type, its index as text, and a comma. */
    private static final long INDEX = 14;

    private EncodedSize() {}

    /**
     * At least what any of {@link #bson}, {@link #canonical} and {@link #postgres} says, found without a look at each character; for small
     * values, of which there are many.
     */
    public static long bound(Value value) {
        if (value instanceof Struct it) {
            long sum = 8;
            for (int i = 0; i < it.size(); i++) {
                sum += 8L + 6L * it.nameAt(i).length() + bound(it.valueAt(i));
            }
            return sum;
        } else if (value instanceof Value.Items it) {
            long sum = 8;
            for (Value item : it.values()) {
                sum += INDEX + bound(item);
            }
            return sum;
        } else if (value instanceof Value.Text it) {
            return 8L + 6L * it.value().length();
        } else if (value instanceof Value.Bytes it) {
            return TAG + 9L + 2L * it.value().length;
        } else if (value instanceof Value.Decimal it) {
            return TAG + 16L + plainDigits(it.value());
        }
        return TAG + (value instanceof Value.Real ? DOUBLE_DIGITS : MOMENT);
    }

    /** The bytes of a value as BSON, without the element that names it; exact. */
    public static long bson(Value value) {
        return bson(value, true);
    }

    /** About the bytes of a value as BSON or in memory, found without a look at each character, which counts as one byte. */
    public static long rough(Value value) {
        return bson(value, false);
    }

    private static long length(String text, boolean exact) {
        return exact ? Texts.utf8Length(text) : text.length();
    }

    private static long bson(Value value, boolean exact) {
        if (value instanceof Struct it) {
            long sum = 5;
            for (int i = 0; i < it.size(); i++) {
                sum += 2L + length(it.nameAt(i), exact) + bson(it.valueAt(i), exact);
            }
            return sum;
        } else if (value instanceof Value.Items it) {
            return bsonArray(it.values(), exact);
        } else if (value instanceof Value.Text it) {
            return 5L + length(it.value(), exact);
        } else if (value instanceof Value.Bytes it) {
            return (it.subtype() == 2 ? 9L : 5L) + it.value().length;
        }
        return bsonScalar(value);
    }

    /** The UTF-8 bytes of the {@linkplain Canonical canonical form}; never too few, and exact but for numbers. */
    public static long canonical(Value value) {
        if (value instanceof Struct it) {
            long[] sum = {2};
            it.forEach((name, member) -> sum[0] += 3L + quoted(name) + canonical(member));
            return sum[0];
        } else if (value instanceof Value.Items it) {
            long sum = 2;
            for (Value item : it.values()) {
                sum += 1 + canonical(item);
            }
            return sum;
        } else if (value instanceof Value.Text it) {
            return quoted(it.value());
        } else if (value instanceof Value.Bytes it) {
            return TAG + 4L * ((it.value().length + 2) / 3);
        } else if (value instanceof Value.Decimal it) {
            return TAG + 16L + it.value().precision();
        }
        return value instanceof Value.Bool || value instanceof Value.Null ? 5 : TAG + MOMENT;
    }

    /** The bytes of the texts in which a value goes to and comes from PostgreSQL, in JSON or in a column; never too few. */
    public static long postgres(Value value) {
        if (value instanceof Struct it) {
            long[] sum = {2};
            it.forEach((name, member) -> sum[0] += 3L + quoted(name) + postgres(member));
            return sum[0];
        } else if (value instanceof Value.Items it) {
            long sum = 2;
            for (Value item : it.values()) {
                sum += 1 + postgres(item);
            }
            return sum;
        } else if (value instanceof Value.Text it) {
            return quoted(it.value());
        } else if (value instanceof Value.Bytes it) {
            return TAG + 2L * it.value().length;
        } else if (value instanceof Value.Decimal it) {
            return TAG + plainDigits(it.value());
        } else if (value instanceof Value.Real it) {
            return TAG + (Math.abs(it.value()) > 1e15 || Math.abs(it.value()) < 1e-15 ? DOUBLE_DIGITS : 24);
        }
        return value instanceof Value.Bool || value instanceof Value.Null ? 5 : TAG + MOMENT;
    }

    /**
     * How many values there are, this one included, down to a depth and up to a limit.
     *
     * @param depth how deep is looked, so that no value can exhaust the stack
     * @param limit the largest answer, at least 1
     */
    public static int count(Value value, int depth, int limit) {
        if (depth < 0) {
            return 1;
        } else if (value instanceof Struct it) {
            return countAll(it.size(), it::valueAt, depth, limit);
        }
        return value instanceof Value.Items it ? countAll(it.values().size(), it.values()::get, depth, limit) : 1;
    }

    private static int countAll(int size, IntFunction<Value> values, int depth, int limit) {
        int count = 1;
        for (int i = 0; i < size; i++) {
            if (count >= limit) {
                return limit;
            }
            count += count(values.apply(i), depth - 1, limit - count);
        }
        return count;
    }

    /** The names of an array's elements are their decimal indexes. */
    private static long bsonArray(List<Value> items, boolean exact) {
        long sum = 5;
        int digits = 1;
        int next = 10;
        for (int i = 0; i < items.size(); i++) {
            if (i == next) {
                digits++;
                next *= 10;
            }
            sum += 2L + digits + bson(items.get(i), exact);
        }
        return sum;
    }

    private static long bsonScalar(Value value) {
        if (value instanceof Value.Int32) {
            return 4;
        } else if (value instanceof Value.Bool) {
            return 1;
        } else if (value instanceof Value.Null) {
            return 0;
        } else if (value instanceof Value.Decimal) {
            return 16;
        } else if (value instanceof Value.Oid) {
            return 12;
        } else if (value instanceof Value.Uuid) {
            return 21;
        }
        return 8;
    }

    /** How long a decimal is without an exponent; it is not made plain, because an exponent may be anything. */
    private static long plainDigits(BigDecimal value) {
        return 3L + value.precision() + Math.abs((long) value.scale());
    }

    private static long quoted(String text) {
        long bytes = 2;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20) {
                bytes += 6;
            } else if (c == '"' || c == '\\') {
                bytes += 2;
            } else if (c < 0x80) {
                bytes += 1;
            } else {
                bytes += c < 0x800 ? 2 : Character.isSurrogate(c) ? 2 : 3;
            }
        }
        return bytes;
    }
}
