// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;

/** Advisory locks, named by texts. */
final class Advisory {

    private Advisory() {}

    /** Acquired by every writing transaction before it reads the control record. */
    static String shared(String module) {
        return "SELECT " + sharedLock(module);
    }

    /** {@link #shared} as an expression. */
    static String sharedLock(String module) {
        return "pg_catalog.pg_advisory_xact_lock_shared(" + number("control " + module) + ")";
    }

    /**
     * Acquired for changes of the control record. Writers hold {@link #shared} while they wait for locks of others, as long as
     * {@code lockTimeout} allows; whoever waits for such a writer has to wait longer than that.
     */
    static String exclusive(String module, Duration lockTimeout) {
        long longest = Math.min(2 * lockTimeout.toMillis(), Integer.MAX_VALUE);
        return "SELECT pg_catalog.set_config('lock_timeout', '" + longest
                + "', true), pg_catalog.pg_advisory_xact_lock(" + number("control " + module) + ")";
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
