// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Estimates the memory of values as parameters. */
final class Sizes {

    private static final int SCALAR = 24;

    private Sizes() {}

    /** The approximate number of characters. */
    static long of(Value value) {
        if (value instanceof Value.Text it) {
            return it.value().length();
        } else if (value instanceof Value.Bytes it) {
            return 2L * it.value().length;
        } else if (value instanceof Value.Items it) {
            return SCALAR + it.values().stream().mapToLong(Sizes::of).sum();
        } else if (value instanceof Struct it) {
            return SCALAR
                    + it.members().entrySet().stream()
                            .mapToLong(member -> member.getKey().length() + of(member.getValue()))
                            .sum();
        }
        return SCALAR;
    }
}
