// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.verify;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.spi.Scan;
import org.stellaops.persistence.spi.ScanEntry;

/** Merges two scans in key order: one step per key, holding one record of each. */
final class OrderedMerge {

    /** The scan entries of one key. */
    record Step(RecordKey key, Optional<ScanEntry> legacy, Optional<ScanEntry> target) {}

    private final Scan<ScanEntry> legacy;
    private final Scan<ScanEntry> target;
    private @Nullable ScanEntry nextLegacy;
    private @Nullable ScanEntry nextTarget;

    OrderedMerge(Scan<ScanEntry> legacy, Scan<ScanEntry> target) {
        this.legacy = legacy;
        this.target = target;
    }

    /** The next key; empty at the end of both. */
    Optional<Step> next() {
        ScanEntry left = nextLegacy == null ? take(legacy) : nextLegacy;
        ScanEntry right = nextTarget == null ? take(target) : nextTarget;
        int order = order(left, right);
        nextLegacy = order > 0 ? left : null;
        nextTarget = order < 0 ? right : null;
        return step(order > 0 ? null : left, order < 0 ? null : right);
    }

    private static int order(@Nullable ScanEntry left, @Nullable ScanEntry right) {
        if (left == null) {
            return right == null ? 0 : 1;
        } else if (right == null) {
            return -1;
        }
        // What has no key comes behind all keys, and equals none.
        return left.isStandIn() ? -1 : left.key().compareTo(right.key());
    }

    private static Optional<Step> step(@Nullable ScanEntry left, @Nullable ScanEntry right) {
        ScanEntry either = left == null ? right : left;
        return Optional.ofNullable(either)
                .map(it -> new Step(it.key(), Optional.ofNullable(left), Optional.ofNullable(right)));
    }

    private static @Nullable ScanEntry take(Scan<ScanEntry> scan) {
        return scan.hasNext() ? scan.next() : null;
    }
}
