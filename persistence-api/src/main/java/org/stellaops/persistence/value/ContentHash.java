// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.value;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 over the UTF-8 bytes of a value's {@linkplain Canonical canonical form}.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record ContentHash(String hex) {

    private static final int DIGITS = 64;
    private static final int PREFIX = 16;
    private static final HexFormat HEX = HexFormat.of();
    private static final MessageDigest SHA_256 = found();

    /**
     * Rejects a text that is no SHA-256.
     *
     * @throws IllegalArgumentException if the text is not 64 characters long
     */
    public ContentHash {
        if (hex.length() != DIGITS) {
            throw new IllegalArgumentException("a SHA-256 has 64 hexadecimal digits, but this has " + hex.length());
        }
    }

    /** The hash of a value, computed from the value alone; a struct remembers it, so that a write computes it once. */
    public static ContentHash of(Value value) {
        return value instanceof Struct it ? it.hash() : computed(value);
    }

    static ContentHash computed(Value value) {
        MessageDigest digest = digest();
        Canonical.update(digest, value);
        return new ContentHash(HEX.formatHex(digest.digest()));
    }

    /** A copy of one that was found is made sooner than the next is found. */
    private static MessageDigest digest() {
        try {
            return (MessageDigest) SHA_256.clone();
        } catch (CloneNotSupportedException e) {
            return found();
        }
    }

    private static MessageDigest found() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The first 64 bits. */
    public long prefix() {
        return Long.parseUnsignedLong(hex.substring(0, PREFIX), 16);
    }

    @Override
    public String toString() {
        return "sha256:" + hex;
    }
}
