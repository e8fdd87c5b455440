// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.config;

import java.util.LinkedHashMap;
import java.util.Map;

/** The words of a key that allows two, in the order in which messages name them. Pure. */
final class Choices {

    private Choices() {}

    static <T> Map<String, T> of(String first, T firstValue, String second, T secondValue) {
        Map<String, T> map = new LinkedHashMap<>();
        map.put(first, firstValue);
        map.put(second, secondValue);
        return map;
    }
}
