// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.infer;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/** How many different values there are, as far as the budget of the collection goes. Holds digests only. */
final class DistinctValues {

    private final Budget budget;
    private final Set<Long> digests = new HashSet<>();
    private boolean many;

    /** How many digests a collection may hold at once, so that memory is bounded. Not safe for concurrent use. */
    static final class Budget {

        private static final int MOST = 1_000_000;

        private int left = MOST;

        private boolean take() {
            return left-- > 0;
        }

        private void giveBack(int digests) {
            left = Math.min(MOST, Math.max(0, left) + digests);
        }
    }

    DistinctValues(Budget budget) {
        this.budget = budget;
    }

    void add(String value) {
        // Half of a digest: two of a million values share one once in ten million collections.
        if (!many && digests.add(digest(value)) && !budget.take()) {
            many = true;
            budget.giveBack(digests.size());
            digests.clear();
        }
    }

    private static long digest(String value) {
        return UUID.nameUUIDFromBytes(value.getBytes(StandardCharsets.UTF_8)).getLeastSignificantBits();
    }

    /** How many there are, if they were counted. */
    int count() {
        return digests.size();
    }

    /** Whether there were too many to count. */
    boolean isMany() {
        return many;
    }
}
