// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence;

import java.util.Optional;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.query.Condition;

/** What must hold, at the moment of a write, for it to happen. Checked by the leader in the same atomic step. */
public sealed interface Precondition {

    /** Nothing. */
    record None() implements Precondition {
        private static final None NONE = new None();
    }

    /** The record must be absent. */
    record Absent() implements Precondition {}

    /** The record must be present. */
    record Present() implements Precondition {}

    /** The record must be present, and exactly what this write left. */
    record AtRevision(Revision revision) implements Precondition {}

    /** The record must be present, and its content must satisfy the condition. */
    record Holds(Condition condition) implements Precondition {}

    /** Nothing is required. */
    static Precondition none() {
        return None.NONE;
    }

    /** The record must be absent. */
    static Precondition absent() {
        return new Absent();
    }

    /** The record must be present. */
    static Precondition present() {
        return new Present();
    }

    /** The record must still be what was read, or written: what {@link Versioned#revision} or {@link WriteOutcome.Applied} named. */
    static Precondition revision(Revision revision) {
        return new AtRevision(revision);
    }

    /** The record must satisfy the condition, such as a status that is still the expected one. */
    static Precondition holds(Condition condition) {
        return new Holds(condition);
    }

    /**
     * Decides for the current record: the reason of a conflict, or empty if the write may happen. A pure function.
     *
     * @param type the entity type that the record is of
     * @param found the record, empty if absent
     */
    default Optional<String> violationBy(EntityType<?> type, Optional<StoredRecord> found) {
        if (this instanceof None) {
            return Optional.empty();
        } else if (this instanceof Absent) {
            return found.map(it -> "expected no record, found version " + it.version());
        } else if (found.isEmpty()) {
            return Optional.of("expected a record, found none");
        } else if (this instanceof AtRevision it) {
            return it.revision().matches(found.get())
                    ? Optional.empty()
                    : Optional.of(
                            "expected the write of version " + it.revision().version() + ", found another at version "
                                    + found.get().version());
        } else if (this instanceof Holds it) {
            return it.condition().matches(type, found.get())
                    ? Optional.empty()
                    : Optional.of("the record at version " + found.get().version() + " does not satisfy the condition");
        }
        return Optional.empty();
    }
}
