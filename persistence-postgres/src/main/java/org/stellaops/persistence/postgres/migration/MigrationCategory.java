// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.migration;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** When a migration runs and what it may do; the name of its file decides. Constants are in the order in which they run. */
public enum MigrationCategory {
    /** {@code 001_…} to {@code 099_…}: additive, run by every start. */
    STARTUP("0(?!00)\\d{2}_[a-z0-9_]+\\.sql"),
    /** {@code 100_…} to {@code 199_…}: breaking, run by command before a version is deployed. */
    RELEASE("1\\d{2}_[a-z0-9_]+\\.sql"),
    /** {@code S001_…} to {@code S999_…}: rows that a new database needs, run by every start behind the start-up files. */
    SEED("S(?!000)\\d{3}_[a-z0-9_]+\\.sql"),
    /** {@code DM001_…} to {@code DM999_…}: one statement that is repeated in batches until it changes nothing, run by command. */
    DATA("DM(?!000)\\d{3}_[a-z0-9_]+\\.sql");

    private final Pattern file;

    MigrationCategory(String file) {
        this.file = Pattern.compile(file);
    }

    /** The category of a file name; empty if the name says none. */
    public static Optional<MigrationCategory> ofFile(String name) {
        return Arrays.stream(values())
                .filter(it -> it.file.matcher(name).matches())
                .findFirst();
    }

    /** As the history table holds it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a start runs it without being asked. */
    public boolean runsAtStartup() {
        return this == STARTUP || this == SEED;
    }
}
