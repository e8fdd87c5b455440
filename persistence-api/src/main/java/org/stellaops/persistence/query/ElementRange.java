// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.query;

import java.util.List;
import java.util.function.Predicate;

/** What can be asked of one element of a list of scalars. Pure. */
final class ElementRange {

    private ElementRange() {}

    /** Whether this is one comparison, or an upper bound, a lower bound and a prefix, each at most once. */
    static boolean isOne(Condition where) {
        if (where instanceof Condition.Compare || where instanceof Condition.In || where instanceof Condition.Prefix) {
            return true;
        }
        return where instanceof Condition.And it
                && !it.parts().isEmpty()
                && it.parts().stream().allMatch(ElementRange::isBound)
                && atMostOne(it.parts(), ElementRange::isLower)
                && atMostOne(it.parts(), ElementRange::isUpper)
                && atMostOne(it.parts(), Condition.Prefix.class::isInstance);
    }

    private static boolean isBound(Condition part) {
        return isLower(part) || isUpper(part) || part instanceof Condition.Prefix;
    }

    private static boolean isLower(Condition part) {
        return part instanceof Condition.Compare it
                && (it.operator() == Condition.Operator.GREATER
                        || it.operator() == Condition.Operator.GREATER_OR_EQUAL);
    }

    private static boolean isUpper(Condition part) {
        return part instanceof Condition.Compare it
                && (it.operator() == Condition.Operator.LESS || it.operator() == Condition.Operator.LESS_OR_EQUAL);
    }

    private static boolean atMostOne(List<Condition> parts, Predicate<Condition> of) {
        return parts.stream().filter(of).count() <= 1;
    }
}
