// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.compare;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.stellaops.persistence.value.Value;

/**
 * Where two lists have to be compared element by element: what they begin and end with alike is left out, so that an element that one of
 * them lost does not make all that follow differ.
 *
 * @param isPermuted whether they hold the same elements in another order
 * @param from the first index that differs
 * @param legacyEnd behind the last index of the legacy list that differs
 * @param targetEnd the same of the target's
 */
record ListAlignment(boolean isPermuted, int from, int legacyEnd, int targetEnd) {

    static ListAlignment of(List<Value> legacy, List<Value> target) {
        int shorter = Math.min(legacy.size(), target.size());
        int from = 0;
        while (from < shorter && legacy.get(from).equals(target.get(from))) {
            from++;
        }
        int behind = 0;
        // A tail is left out only of lists of unequal length: otherwise indexes compare like with like anyway.
        while (legacy.size() != target.size()
                && behind < shorter - from
                && fromEnd(legacy, behind).equals(fromEnd(target, behind))) {
            behind++;
        }
        boolean permuted = legacy.size() == target.size()
                && from < legacy.size()
                && counted(legacy).equals(counted(target));
        return new ListAlignment(permuted, from, legacy.size() - behind, target.size() - behind);
    }

    private static Value fromEnd(List<Value> list, int behind) {
        return list.get(list.size() - 1 - behind);
    }

    private static Map<Value, Integer> counted(List<Value> list) {
        Map<Value, Integer> counts = new HashMap<>();
        list.forEach(it -> counts.merge(it, 1, Integer::sum));
        return counts;
    }
}
