// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.demo.injection;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The kinds of corruption of a record on the follower. */
public enum InjectedKind {
    /** A column of the root row, or of a child row, has another value. */
    CHANGED_COLUMN,
    /** A row of a child table is gone. */
    LOST_CHILD_ROW,
    /** The record is gone. */
    MISSING_ROW,
    /** There is a record that the leader does not have. */
    EXTRA_ROW,
    /** A JSONB column has another value. */
    CHANGED_JSONB,
    /** A row of a child table is there that the leader does not have. Never injected. */
    EXTRA_CHILD_ROW,
    /** The content is equal, and version, token or stored hash are not. Never injected. */
    CHANGED_STATE,
    /** A side cannot be read. Never injected. */
    NOT_COMPARABLE,
    /** Only a listing differs. Never injected. */
    CHANGED_LISTING;

    /** As the report has it, such as {@code lost_child_row}. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
