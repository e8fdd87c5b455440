// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.memory;

import java.util.Map;
import java.util.TreeMap;

/** Copies of maps with immutable values. */
final class Kept {

    private Kept() {}

    /** What restores the present entries of a map. */
    static <K extends Comparable<K>, V> Runnable of(Map<K, V> map) {
        Map<K, V> kept = new TreeMap<>(map);
        return () -> {
            map.clear();
            map.putAll(kept);
        };
    }
}
