// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.divergence;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The divergences of a module at one moment.
 *
 * @param totals how many were found so far, by kind; resolved ones included
 * @param causes how many differences had which cause; those that a write, noise or a rule explains are here only
 * @param open those that were not seen equal since, in the order of entity and key
 * @param forgotten how many are not listed because the log was full
 */
public record DivergenceSummary(
        SortedMap<Divergence.Kind, Long> totals,
        SortedMap<Cause, Long> causes,
        List<DivergenceEvent> open,
        long forgotten) {

    /** Takes sorted, unmodifiable copies. */
    public DivergenceSummary {
        totals = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(totals));
        causes = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(causes));
        open = open.stream()
                .sorted(Comparator.comparing(DivergenceEvent::entity).thenComparing(DivergenceEvent::key))
                .toList();
    }

    DivergenceSummary(
            Map<Divergence.Kind, Long> totals, Map<Cause, Long> causes, List<DivergenceEvent> open, long forgotten) {
        this(new TreeMap<>(totals), new TreeMap<>(causes), open, forgotten);
    }

    /** How many confirmed divergences were found so far. */
    public long total() {
        return totals.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Whether no divergence is open. */
    public boolean isClear() {
        return open.isEmpty() && forgotten == 0;
    }
}
