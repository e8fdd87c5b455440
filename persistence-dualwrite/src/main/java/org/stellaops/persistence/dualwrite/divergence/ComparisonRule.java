// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.divergence;

import java.math.BigDecimal;
import java.time.Duration;

/**
 * A difference that is meant to be: it is counted under the name of the rule each time the rule applies, and is no divergence.
 *
 * @param name under which it is counted
 * @param entity the entity type, or {@code *} for each of the module
 * @param path the field, such as {@code affected[*].score}; everything below it is included
 * @param allows what may differ there
 */
public record ComparisonRule(String name, String entity, String path, Allowance allows) {

    /** Every entity type of the module. */
    public static final String ANY = "*";

    /** What a rule lets differ. */
    public sealed interface Allowance {

        /** Everything. */
        record Anything() implements Allowance {}

        /** Numbers whose difference is at most this, whatever their classes are. */
        record Numbers(BigDecimal atMost) implements Allowance {}

        /** Instants at most so far apart. */
        record Instants(Duration atMost) implements Allowance {}

        /** Equal numbers of different classes. */
        record NumberClass() implements Allowance {}

        /** An explicit null on one side and no field on the other. */
        record NullAsMissing() implements Allowance {}

        /** Lists of the same elements in another order. */
        record AnyOrder() implements Allowance {}
    }

    /**
     * Rejects what could never apply.
     *
     * @throws IllegalArgumentException if a text is empty, or a limit negative
     */
    public ComparisonRule {
        if (name.isBlank() || entity.isBlank() || path.isBlank()) {
            throw new IllegalArgumentException("a comparison rule needs a name, an entity and a path, but was '" + name
                    + "', '" + entity + "', '" + path + "'");
        }
        boolean negative = (allows instanceof Allowance.Numbers it
                        && it.atMost().signum() < 0)
                || (allows instanceof Allowance.Instants that && that.atMost().isNegative());
        if (negative) {
            throw new IllegalArgumentException("the tolerance of rule " + name + " must not be negative");
        }
    }

    /** Whether the rule is about this entity type. */
    public boolean isOf(String type) {
        return entity.equals(ANY) || entity.equals(type);
    }
}
