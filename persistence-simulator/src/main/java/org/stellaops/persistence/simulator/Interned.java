// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Numbers for objects identified by keys. */
final class Interned<K, V> {

    private final Map<K, Integer> ids = new HashMap<>();
    private final List<V> values = new ArrayList<>();

    int idOf(K key, V value) {
        Integer known = ids.putIfAbsent(key, values.size());
        if (known != null) {
            return known;
        }
        values.add(value);
        return values.size() - 1;
    }

    OptionalInt find(K key) {
        Integer known = ids.get(key);
        return known == null ? OptionalInt.empty() : OptionalInt.of(known);
    }

    V get(int id) {
        return values.get(id);
    }
}
