// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.preflight;

/**
 * A set of up to a million keys by 64 bits of their digests, in 16 MB. That a key which is missing is taken for one that is there
 * has a probability below one in a trillion for each look.
 */
final class KeySet {

    static final int MOST = 1_000_000;

    private static final int ROOM = 1 << 21;
    private static final int MASK = ROOM - 1;

    private final long[] digests = new long[ROOM];
    private boolean hasZero;

    void add(long digest) {
        if (digest == 0) {
            hasZero = true;
            return;
        }
        digests[slotOf(digest)] = digest;
    }

    boolean contains(long digest) {
        return digest == 0 ? hasZero : digests[slotOf(digest)] == digest;
    }

    private int slotOf(long digest) {
        int at = (int) digest & MASK;
        while (digests[at] != 0 && digests[at] != digest) {
            at = (at + 1) & MASK;
        }
        return at;
    }
}
