// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator;

/**
 * A map from states, kept as 64 bits of a {@linkplain Mixing#of(int[]) hash}, to how many schedules lead from them to an end. A hash and
 * its count are neighbours: with millions of states, what a lookup takes is the wait for memory.
 */
final class Visited {

    static final double NEVER = -1;

    private static final long FREE = Double.doubleToRawLongBits(0);

    private long[] entries = new long[1 << 13];
    private int size;

    int size() {
        return size;
    }

    double get(long hash) {
        return Double.longBitsToDouble(entries[slot(hash) + 1]) - 1;
    }

    void put(long hash, double count) {
        if (size * 8L > entries.length * 3L) {
            grow();
        }
        store(hash, Double.doubleToRawLongBits(count + 1));
    }

    private void store(long hash, long stored) {
        int slot = slot(hash);
        if (entries[slot + 1] == FREE) {
            size++;
        }
        entries[slot] = hash;
        entries[slot + 1] = stored;
    }

    /** The slot of a state; a free slot holds 0, and so is read as {@link #NEVER}. */
    private int slot(long hash) {
        int mask = entries.length - 1;
        int slot = (int) (hash << 1) & mask;
        while (entries[slot + 1] != FREE && entries[slot] != hash) {
            slot = (slot + 2) & mask;
        }
        return slot;
    }

    private void grow() {
        long[] old = entries;
        entries = new long[old.length * 2];
        size = 0;
        for (int i = 0; i < old.length; i += 2) {
            if (old[i + 1] != FREE) {
                store(old[i], old[i + 1]);
            }
        }
    }
}
