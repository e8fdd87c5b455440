// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.config;

import java.util.Collection;
import java.util.Comparator;

/** Suggests the key that was probably meant. */
final class Suggestion {

    private static final int FARTHEST = 3;

    private Suggestion() {}

    /** A question with the nearest known key; empty if none is near. */
    static String of(String word, Collection<String> known) {
        return known.stream()
                .filter(it -> distance(word, it) <= Math.min(FARTHEST, it.length() / 2))
                .min(Comparator.comparingInt((String it) -> distance(word, it)).thenComparing(it -> it))
                .map(it -> "; did you mean " + it + "?")
                .orElse("");
    }

    /** Levenshtein's distance. */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
