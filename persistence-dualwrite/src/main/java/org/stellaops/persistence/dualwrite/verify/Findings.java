// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.verify;

import java.util.List;
import java.util.TreeMap;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.divergence.Divergence;

/** The first findings in key order, in whatever order they were added. */
final class Findings {

    private final int limit;
    private final TreeMap<RecordKey, Divergence> first = new TreeMap<>();

    Findings(int limit) {
        this.limit = limit;
    }

    void add(RecordKey key, Divergence divergence) {
        first.put(key, divergence);
        if (first.size() > limit) {
            first.pollLastEntry();
        }
    }

    List<Finding> list() {
        return first.entrySet().stream()
                .map(it -> new Finding(it.getKey(), it.getValue()))
                .toList();
    }
}
