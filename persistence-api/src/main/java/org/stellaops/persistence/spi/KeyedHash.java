// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.nio.charset.StandardCharsets;

/**
 * Bob Jenkins' lookup3 with a seed of 64 bits, as PostgreSQL's {@code hashtextextended} computes it on a little-endian machine for a text
 * of a deterministic collation. Fast, and no protection against somebody who looks for collisions.
 */
final class KeyedHash {

    private static final int GOLDEN = 0x9e3779b9;
    private static final int OFFSET = 3_923_095;
    private static final int CHUNK = 12;
    private static final int BYTE = 8;

    private int a;
    private int b;
    private int c;

    private KeyedHash(int length) {
        a = GOLDEN + length + OFFSET;
        b = a;
        c = a;
    }

    static long of(String text, long seed) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        KeyedHash hash = new KeyedHash(bytes.length);
        if (seed != 0) {
            hash.a += (int) (seed >>> Integer.SIZE);
            hash.b += (int) seed;
            hash.mix();
        }
        int from = 0;
        for (; bytes.length - from >= CHUNK; from += CHUNK) {
            hash.a += word(bytes, from);
            hash.b += word(bytes, from + 4);
            hash.c += word(bytes, from + 8);
            hash.mix();
        }
        hash.rest(bytes, from);
        hash.finish();
        return ((long) hash.b << Integer.SIZE) | Integer.toUnsignedLong(hash.c);
    }

    private static int word(byte[] bytes, int at) {
        return (bytes[at] & 0xff)
                | ((bytes[at + 1] & 0xff) << BYTE)
                | ((bytes[at + 2] & 0xff) << (2 * BYTE))
                | ((bytes[at + 3] & 0xff) << (3 * BYTE));
    }

    /** The lowest byte of the third word is reserved for the length. */
    private void rest(byte[] bytes, int from) {
        for (int i = from; i < bytes.length; i++) {
            int place = i - from;
            int value = bytes[i] & 0xff;
            if (place < 4) {
                a += value << (place * BYTE);
            } else if (place < 8) {
                b += value << ((place - 4) * BYTE);
            } else {
                c += value << ((place - 7) * BYTE);
            }
        }
    }

    private void mix() {
        a = (a - c) ^ Integer.rotateLeft(c, 4);
        c += b;
        b = (b - a) ^ Integer.rotateLeft(a, 6);
        a += c;
        c = (c - b) ^ Integer.rotateLeft(b, 8);
        b += a;
        a = (a - c) ^ Integer.rotateLeft(c, 16);
        c += b;
        b = (b - a) ^ Integer.rotateLeft(a, 19);
        a += c;
        c = (c - b) ^ Integer.rotateLeft(b, 4);
        b += a;
    }

    private void finish() {
        c = (c ^ b) - Integer.rotateLeft(b, 14);
        a = (a ^ c) - Integer.rotateLeft(c, 11);
        b = (b ^ a) - Integer.rotateLeft(a, 25);
        c = (c ^ b) - Integer.rotateLeft(b, 16);
        a = (a ^ c) - Integer.rotateLeft(c, 4);
        b = (b ^ a) - Integer.rotateLeft(a, 14);
        c = (c ^ b) - Integer.rotateLeft(b, 24);
    }
}
