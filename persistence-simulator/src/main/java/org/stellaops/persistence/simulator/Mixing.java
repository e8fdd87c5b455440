// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator;

/** Hashes of numbers, mixed as in the finalizer of MurmurHash3 (Appleby). */
final class Mixing {

    private Mixing() {}

    /** Of all numbers in turn. */
    static long of(int[] numbers) {
        long hash = 0x9e3779b97f4a7c15L;
        for (int number : numbers) {
            hash = (hash ^ number) * 0xff51afd7ed558ccdL;
            hash ^= hash >>> 29;
            hash *= 0xc4ceb9fe1a85ec53L;
            hash ^= hash >>> 32;
        }
        return hash;
    }

    static long of(long number) {
        long hash = (number ^ (number >>> 33)) * 0xff51afd7ed558ccdL;
        return hash ^ (hash >>> 33);
    }
}
