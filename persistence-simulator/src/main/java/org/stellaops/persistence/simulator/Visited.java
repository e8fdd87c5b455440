// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator;

/** A map from states, kept as 64 bits of a hash, to how many schedules lead from them to an end. */
final class Visited {

    static final double NEVER = -1;

    private long[] hashes = new long[1 << 12];
    private double[] counts = new double[1 << 12];
    private int size;

    int size() {
        return size;
    }

    double get(int[] state) {
        return counts[slot(hash(state))] - 1;
    }

    void put(int[] state, double count) {
        if (size * 4L > hashes.length * 3L) {
            grow();
        }
        put(hash(state), count + 1);
    }

    private void put(long hash, double stored) {
        int slot = slot(hash);
        if (counts[slot] == 0) {
            size++;
        }
        hashes[slot] = hash;
        counts[slot] = stored;
    }

    /** The slot of a state; a free slot holds 0, and so is read as {@link #NEVER}. */
    private int slot(long hash) {
        int mask = hashes.length - 1;
        int slot = (int) (hash & mask);
        while (counts[slot] != 0 && hashes[slot] != hash) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        long[] oldHashes = hashes;
        double[] oldCounts = counts;
        hashes = new long[oldHashes.length * 2];
        counts = new double[oldHashes.length * 2];
        size = 0;
        for (int i = 0; i < oldHashes.length; i++) {
            if (oldCounts[i] != 0) {
                put(oldHashes[i], oldCounts[i]);
            }
        }
    }

    /** Mixing as in MurmurHash3's finalizer (Appleby), over all numbers in turn. */
    private static long hash(int[] state) {
        long hash = 0x9e3779b97f4a7c15L;
        for (int number : state) {
            hash = (hash ^ number) * 0xff51afd7ed558ccdL;
            hash ^= hash >>> 29;
            hash *= 0xc4ceb9fe1a85ec53L;
            hash ^= hash >>> 32;
        }
        return hash;
    }
}
