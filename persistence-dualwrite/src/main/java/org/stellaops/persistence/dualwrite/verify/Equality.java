// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.verify;

import org.stellaops.persistence.spi.ScanEntry;

/** What makes two scan entries, or two ranges of them, equal. Replaceable, so that a test can show what a blind one leads to. */
interface Equality {

    /** Both scan entries show the same readable state, with hashes that fit. */
    Equality REAL = Equality::plainlyEqual;

    /** Whether a key is equal by what the scans show of it; if not, it is compared on its own. */
    boolean holds(OrderedMerge.Step step);

    private static boolean plainlyEqual(OrderedMerge.Step step) {
        if (step.legacy().isEmpty() || step.target().isEmpty()) {
            return false;
        }
        ScanEntry legacy = step.legacy().get();
        ScanEntry target = step.target().get();
        return legacy.contentHash().isPresent()
                && legacy.contentHash().equals(target.contentHash())
                && legacy.stamp().equals(target.stamp())
                && hashFits(legacy)
                && hashFits(target);
    }

    private static boolean hashFits(ScanEntry scanEntry) {
        return scanEntry.storedHash().isEmpty() || scanEntry.storedHash().equals(scanEntry.contentHash());
    }
}
