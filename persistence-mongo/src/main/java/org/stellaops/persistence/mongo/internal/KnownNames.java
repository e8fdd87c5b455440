// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Names of members that were read before, so that the same name in many documents is one text. Each has one place, from which another name can
 * drive it out. Safe for many threads, which at worst make a name twice.
 */
final class KnownNames {

    private static final int PLACES = 1 << 10;
    private static final int LONGEST = 64;
    private static final int MULTIPLIER = 31;

    private static final @Nullable String[] NAMES = new String[PLACES];

    private KnownNames() {}

    /** The name in these bytes; null if it is long or not of ASCII. */
    static @Nullable String of(byte[] bytes, int from, int to) {
        if (to - from > LONGEST) {
            return null;
        }
        int hash = 0;
        int signs = 0;
        for (int i = from; i < to; i++) {
            hash = MULTIPLIER * hash + bytes[i];
            signs |= bytes[i];
        }
        return signs < 0 ? null : known(hash, bytes, from, to);
    }

    /** Of ASCII, the hash is that of the text. */
    private static String known(int hash, byte[] bytes, int from, int to) {
        int place = (hash ^ (hash >>> 16)) & (PLACES - 1);
        String known = NAMES[place];
        if (known != null && known.hashCode() == hash && isSame(known, bytes, from, to)) {
            return known;
        }
        String name = new String(bytes, from, to - from, StandardCharsets.US_ASCII);
        NAMES[place] = name;
        return name;
    }

    private static boolean isSame(String name, byte[] bytes, int from, int to) {
        if (name.length() != to - from) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) != bytes[from + i]) {
                return false;
            }
        }
        return true;
    }
}
