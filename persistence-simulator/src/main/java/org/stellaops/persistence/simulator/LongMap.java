// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A map from numbers, which are not kept as objects: it is asked for each move of each state. */
final class LongMap<V> {

    private long[] keys = new long[16];
    private @Nullable Object[] values = new Object[16];
    private int size;

    @SuppressWarnings("unchecked") // Only put stores values.
    @Nullable
    V get(long key) {
        return (V) values[slot(key)];
    }

    void put(long key, V value) {
        if (size * 4L > keys.length * 3L) {
            grow();
        }
        int slot = slot(key);
        if (values[slot] == null) {
            size++;
        }
        keys[slot] = key;
        values[slot] = value;
    }

    /** The value of the key; made, if there is none yet, before anything is put. */
    V computeIfAbsent(long key, Supplier<V> made) {
        V known = get(key);
        if (known == null) {
            known = made.get();
            put(key, known);
        }
        return known;
    }

    int size() {
        return size;
    }

    /** The slot of a key; a free one has no value. */
    private int slot(long key) {
        int mask = keys.length - 1;
        int slot = (int) (Mixing.of(key) & mask);
        while (values[slot] != null && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        long[] oldKeys = keys;
        @Nullable Object[] oldValues = values;
        keys = new long[oldKeys.length * 2];
        values = new Object[oldValues.length * 2];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldValues[i] != null) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                values[slot] = oldValues[i];
            }
        }
    }
}
