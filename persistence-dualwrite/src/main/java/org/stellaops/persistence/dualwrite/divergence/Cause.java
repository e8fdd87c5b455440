// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.divergence;

import java.util.Locale;

/** Why two answers differ. Only {@linkplain #isConfirmed confirmed} ones count against a gate; all are counted. */
public enum Cause {
    /** The record was written while it was compared. */
    IN_FLIGHT,
    /** The leader carries a pending flag: the write is acknowledged and has not reached the follower yet. */
    PENDING,
    /** The leader gives two answers to one question although nothing was written in between. */
    NOISE,
    /** A rule of the configuration, named in the evidence, allows the difference. */
    BY_DESIGN,
    /** Nothing is pending, and the follower holds an older version: it lost a write, as a restored backup does. */
    STALE_FOLLOWER,
    /** The content changed and the version did not, or a record has no version: somebody writes past the library. */
    BYPASSING_WRITER,
    /** One side holds a type that the entity type does not have there, or its table or column is missing. */
    SCHEMA_DRIFT,
    /** Nothing else explains it. */
    REAL;

    /** Whether no write, rule or noise explains the difference, so that it counts against a gate. */
    public boolean isConfirmed() {
        return this == STALE_FOLLOWER || this == BYPASSING_WRITER || this == SCHEMA_DRIFT || this == REAL;
    }

    /** As in meters, files and tables: lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
