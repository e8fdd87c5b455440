// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The secret that allows to order something. Only its digest is kept, and nothing prints it. Immutable. */
public final class AccessToken {

    /** Shorter ones could be guessed. */
    public static final int SHORTEST = 32;

    private static final int LONGEST = 1024;

    private final byte[] digest;

    private AccessToken(byte[] digest) {
        this.digest = digest;
    }

    /**
     * A token of at least {@link #SHORTEST} characters, such as the output of {@code openssl rand -hex 32}.
     *
     * @throws IllegalArgumentException if it is shorter, or has characters that a header cannot hold; the message does not hold it
     */
    public static AccessToken of(String secret) {
        if (secret.length() < SHORTEST || secret.length() > LONGEST) {
            throw new IllegalArgumentException("a token has " + SHORTEST + " to " + LONGEST
                    + " characters, but this one has " + secret.length() + "; make one with: openssl rand -hex 32");
        }
        if (!secret.chars().allMatch(it -> it > ' ' && it < 127)) {
            throw new IllegalArgumentException(
                    "a token has letters, digits and signs of ASCII only; make one with: openssl rand -hex 32");
        }
        return new AccessToken(digest(secret));
    }

    /** Whether it is the same; takes as long whatever differs. */
    boolean matches(String presented) {
        return MessageDigest.isEqual(digest, digest(presented));
    }

    @Override
    public String toString() {
        return "AccessToken";
    }

    private static byte[] digest(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
