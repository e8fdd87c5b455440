// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.demo.injection;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * One difference between the stores, injected or found.
 *
 * @param kind what differs
 * @param key the key of the record
 * @param field the path of the field, null where the whole record is meant
 */
public record InjectedDifference(
        InjectedKind kind, String key, @Nullable String field) implements Comparable<InjectedDifference> {

    private static final Comparator<InjectedDifference> ORDER = Comparator.comparing(InjectedDifference::kind)
            .thenComparing(InjectedDifference::key)
            .thenComparing(InjectedDifference::fieldOrEmpty);

    @Override
    public int compareTo(InjectedDifference other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return kind.text() + " " + key + (field == null ? "" : " at " + field);
    }

    private String fieldOrEmpty() {
        return field == null ? "" : field;
    }
}
