// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.settings;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.stellaops.persistence.spi.VersionStamp;

/**
 * Tokens of 26 characters: 48 bits of time, used only for reported ages and the retention of tombstones, and 80 random
 * bits.
 *
 * <p>As safe for concurrent use as its generator.
 */
public final class Ulids implements Tokens {

    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int LENGTH = 26;
    private static final int TIME_CHARACTERS = 10;
    private static final int RANDOM_BYTES = 10;
    private static final int HALF_OF_RANDOM = 8;
    private static final int BITS = 5;

    private final InstantSource clock;
    private final RandomGenerator random;

    /** Tokens from this clock and this random generator. */
    public Ulids(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    @Override
    public String next() {
        StringBuilder text = new StringBuilder(LENGTH);
        append(text, clock.millis(), TIME_CHARACTERS);
        // Asked once: each question takes the lock of the generator, which all threads share.
        byte[] bits = new byte[RANDOM_BYTES];
        random.nextBytes(bits);
        append(text, fiveBytes(bits, 0), HALF_OF_RANDOM);
        append(text, fiveBytes(bits, RANDOM_BYTES / 2), HALF_OF_RANDOM);
        return text.toString();
    }

    private static long fiveBytes(byte[] bits, int from) {
        long value = 0;
        for (int at = from; at < from + RANDOM_BYTES / 2; at++) {
            value = (value << Byte.SIZE) | (bits[at] & 0xff);
        }
        return value;
    }

    /** When the write of a stamp was made, by the writer's clock; empty if its token does not contain a time. */
    public static Optional<Instant> madeAt(VersionStamp stamp) {
        return Optional.ofNullable(stamp.token()).flatMap(Ulids::instantOf);
    }

    /** When a token was made, by the writer's clock; empty if it is not of this kind. */
    public static Optional<Instant> instantOf(String token) {
        if (token.length() != LENGTH) {
            return Optional.empty();
        }
        long millis = 0;
        for (int i = 0; i < TIME_CHARACTERS; i++) {
            int digit = ALPHABET.indexOf(token.charAt(i));
            if (digit < 0) {
                return Optional.empty();
            }
            millis = (millis << BITS) | digit;
        }
        return Optional.of(Instant.ofEpochMilli(millis & ((1L << 48) - 1)));
    }

    private static void append(StringBuilder text, long value, int characters) {
        for (int shift = (characters - 1) * BITS; shift >= 0; shift -= BITS) {
            text.append(ALPHABET.charAt((int) ((value >> shift) & 31)));
        }
    }
}
