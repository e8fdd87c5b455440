// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.migration;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;

/**
 * One migration. Ordered by category, then by name.
 *
 * @param name the name of its file
 * @param sql its text
 */
public record Migration(String name, String sql) implements Comparable<Migration> {

    private static final Comparator<Migration> ORDER =
            Comparator.comparing(Migration::category).thenComparing(Migration::name);

    /**
     * Rejects a name that says no category.
     *
     * @throws IllegalArgumentException with the form that a name must have
     */
    public Migration {
        if (MigrationCategory.ofFile(name).isEmpty()) {
            throw new IllegalArgumentException("migration '" + name
                    + "' must be named 001_name.sql to 099_name.sql (start-up), 100_name.sql to 199_name.sql (release),"
                    + " S001_name.sql (seed) or DM001_name.sql (data): lower-case letters, digits and underscores");
        }
    }

    /** The category that its name decides. */
    public MigrationCategory category() {
        return MigrationCategory.ofFile(name).orElseThrow();
    }

    /** The SHA-256 of its text in UTF-8, in lower-case hexadecimal; line ends count as LF. */
    public String checksum() {
        try {
            // A checkout on Windows must not change the checksum of a shipped file.
            byte[] bytes = sql.replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public int compareTo(Migration other) {
        return ORDER.compare(this, other);
    }

    /** Its name, without its text. */
    @Override
    public String toString() {
        return name;
    }
}
