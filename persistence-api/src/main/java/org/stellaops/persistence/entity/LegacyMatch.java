// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import java.util.List;
import org.stellaops.persistence.value.Value;

/**
 * What a document may hold for one value of a field that has several forms.
 *
 * @param anyOf one of these; a null stands for a missing member as well
 * @param textOtherThan or a text that is none of these; without meaning if empty
 */
public record LegacyMatch(List<Value> anyOf, List<Value> textOtherThan) {

    /** Takes unmodifiable copies. */
    public LegacyMatch {
        anyOf = List.copyOf(anyOf);
        textOtherThan = List.copyOf(textOtherThan);
    }

    /** Exactly this value. */
    public static LegacyMatch of(Value only) {
        return new LegacyMatch(List.of(only), List.of());
    }
}
