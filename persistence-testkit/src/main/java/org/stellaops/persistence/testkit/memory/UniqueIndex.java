// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.memory;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.UniqueKey;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;
import org.stellaops.persistence.value.ValueOrder;

/** Finds the holders of the unique values of a content. A record that lacks a field of a key is not constrained. */
final class UniqueIndex {

    /** Whose value it is, and under which constraint. */
    record Clash(String constraint, RecordKey holder) {}

    private final EntityType<?> type;

    UniqueIndex(EntityType<?> type) {
        this.type = type;
    }

    /** The first clash, in the order of constraints and keys. */
    Optional<Clash> clash(RecordKey key, Struct content, SortedMap<RecordKey, Struct> contents) {
        for (UniqueKey unique : type.uniqueKeys()) {
            for (Map.Entry<RecordKey, Struct> other : contents.entrySet()) {
                if (!other.getKey().equals(key)
                        && other.getKey().tenant().equals(key.tenant())
                        && same(unique, content, other.getValue())) {
                    return Optional.of(new Clash(unique.name(), other.getKey()));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean same(UniqueKey unique, Struct left, Struct right) {
        return unique.fields().stream().allMatch(field -> same(left.find(field), right.find(field)));
    }

    private static boolean same(Optional<Value> left, Optional<Value> right) {
        if (left.isEmpty() || right.isEmpty()) {
            return false;
        }
        Value a = left.get();
        Value b = right.get();
        return a.equals(b)
                || (a.getClass() == b.getClass() && ValueOrder.orders(a) && ValueOrder.INSTANCE.compare(a, b) == 0);
    }
}
