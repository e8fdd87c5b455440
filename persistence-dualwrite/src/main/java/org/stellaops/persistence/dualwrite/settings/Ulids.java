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
    private static final int RANDOM_CHARACTERS = 8;
    private static final int BITS = 5;
    private static final long RANDOM_MASK = (1L << (RANDOM_CHARACTERS * BITS)) - 1;

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
        append(text, random.nextLong() & RANDOM_MASK, RANDOM_CHARACTERS);
        append(text, random.nextLong() & RANDOM_MASK, RANDOM_CHARACTERS);
        return text.toString();
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
