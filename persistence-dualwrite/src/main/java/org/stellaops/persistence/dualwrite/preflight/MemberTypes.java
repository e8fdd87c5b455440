// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.preflight;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Of which types the members at one path are.
 *
 * @param path the path
 * @param declared what the type declares there; empty if it declares nothing
 * @param counts how many members there are of each BSON type, by the name that {@code $type} has for it
 * @param isDrifting whether a declared member has several types, null left out
 */
public record MemberTypes(String path, String declared, Map<String, Long> counts, boolean isDrifting) {

    /** Takes an unmodifiable copy. */
    public MemberTypes {
        counts = Map.copyOf(counts);
    }

    /** The counts, the most frequent type first. */
    public List<Map.Entry<String, Long>> byFrequency() {
        return new TreeMap<>(counts)
                .entrySet().stream()
                        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                        .toList();
    }

    /** One line for a person, such as {@code price: 4,102 double, 37 int, 2 string; declared double}. */
    public String describe() {
        List<String> types = byFrequency().stream()
                .map(it -> String.format(java.util.Locale.ROOT, "%,d %s", it.getValue(), it.getKey()))
                .toList();
        return path + ": " + String.join(", ", types) + "; "
                + (declared.isEmpty() ? "not declared" : "declared " + declared);
    }
}
