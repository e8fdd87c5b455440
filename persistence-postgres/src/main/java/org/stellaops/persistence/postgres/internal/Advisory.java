// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Advisory locks, named by texts. */
final class Advisory {

    private Advisory() {}

    /** Acquired by every writing transaction before it reads the control record. */
    static String shared(String module) {
        return "SELECT pg_advisory_xact_lock_shared(" + number("control " + module) + ")";
    }

    /** Acquired for changes of the control record. */
    static String exclusive(String module) {
        return "SELECT pg_advisory_xact_lock(" + number("control " + module) + ")";
    }

    private static long number(String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(("stellaops.persistence " + name).getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
