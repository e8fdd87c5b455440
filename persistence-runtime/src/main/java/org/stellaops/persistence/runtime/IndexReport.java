// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import java.util.ArrayList;
import java.util.List;

/**
 * The indexes of an entity type's tables compared with what the type declares and with those of its collection.
 *
 * @param entity the entity type
 * @param onTarget how many indexes its tables have
 * @param onLegacy how many indexes its collection has, those of the library left out
 * @param findings what differs, in the order of kind and name
 */
public record IndexReport(String entity, int onTarget, int onLegacy, List<Finding> findings) {

    /** Takes an unmodifiable copy. */
    public IndexReport {
        findings = List.copyOf(findings);
    }

    /** This report with more findings. */
    IndexReport with(List<Finding> more) {
        List<Finding> all = new ArrayList<>(findings);
        all.addAll(more);
        return new IndexReport(entity, onTarget, onLegacy, all);
    }

    /** What is wrong. */
    public enum Kind {
        /** A declared index is not on the target. */
        MISSING,
        /** The build of a declared index was interrupted. */
        INVALID,
        /** An index of the target has the name of a declared one, but is another. */
        DIFFERENT,
        /** A query that an index of the collection serves is served by none of the target. */
        LEGACY_ONLY,
        /** Services make a query that none of the indexes of a store serves. */
        UNSERVED,
        /** An index of the collection is on members that the type does not name, or of a kind that the target has no counterpart of. */
        NO_COUNTERPART
    }

    /**
     * One difference.
     *
     * @param kind what is wrong
     * @param index the name of the index, or {@code legacy} or {@code target} for a query
     * @param text what it is, and what to do
     * @param statement the statement that helps; empty if there is none
     */
    public record Finding(Kind kind, String index, String text, String statement) {}
}
