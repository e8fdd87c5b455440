// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The words of a key that allows some, in the order in which messages name them. Pure. */
final class Choices {

    private Choices() {}

    static <T> Map<String, T> of(String first, T firstValue, String second, T secondValue, String third, T thirdValue) {
        Map<String, T> map = of(first, firstValue, second, secondValue);
        map.put(third, thirdValue);
        return map;
    }

    static <T> Map<String, T> of(String first, T firstValue, String second, T secondValue) {
        Map<String, T> map = new LinkedHashMap<>();
        map.put(first, firstValue);
        map.put(second, secondValue);
        return map;
    }

    /** Words that stand for themselves. */
    static Map<String, String> of(List<String> words) {
        Map<String, String> map = new LinkedHashMap<>();
        words.forEach(it -> map.put(it, it));
        return map;
    }
}
