// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.migration;

import java.time.Instant;
import java.util.Optional;

/**
 * Where one migration stands in one database.
 *
 * @param name the name of its file
 * @param category its category
 * @param state where it stands
 * @param appliedAt when it was run
 * @param appliedBy the login that ran it
 */
public record MigrationStatus(
        String name, MigrationCategory category, State state, Optional<Instant> appliedAt, Optional<String> appliedBy) {

    /** Where a migration can stand. */
    public enum State {
        /** It was run, and its file is the one that was run. */
        APPLIED,
        /** It was not run. */
        PENDING,
        /** It was run, and its file is another one now: an error. */
        CHANGED,
        /** It was run by a version that has a file which this one lacks. */
        UNKNOWN
    }
}
