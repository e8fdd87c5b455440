// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.value;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds the bytes of a UTF-8 text that JSON does not take as they are: control characters, quotes and backslashes. */
final class JsonEscapes {

    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long SPACES = ' ' * ONES;
    private static final long QUOTES = '"' * ONES;
    private static final long BACKSLASHES = '\\' * ONES;

    private JsonEscapes() {}

    /** The first such byte at this index or later; the length of the text if there is none. */
    static int next(byte[] utf8, int from) {
        int at = from;
        while (at <= utf8.length - Long.BYTES && !anyOf((long) EIGHT.get(utf8, at))) {
            at += Long.BYTES;
        }
        while (at < utf8.length && !needsEscape(utf8[at])) {
            at++;
        }
        return at;
    }

    /**
     * Whether one of eight bytes needs an escape: a subtraction borrows into the highest bit of a byte that is less than what is subtracted
     * (S. E. Anderson, Bit Twiddling Hacks, "Determine if a word has a byte less than n"). Exact for the word, not for the place.
     */
    private static boolean anyOf(long bytes) {
        long quotes = bytes ^ QUOTES;
        long backslashes = bytes ^ BACKSLASHES;
        long less = ((bytes - SPACES) & ~bytes) | ((quotes - ONES) & ~quotes) | ((backslashes - ONES) & ~backslashes);
        return (less & HIGH_BITS) != 0;
    }

    private static boolean needsEscape(byte b) {
        return (b >= 0 && b < ' ') || b == '"' || b == '\\';
    }
}
