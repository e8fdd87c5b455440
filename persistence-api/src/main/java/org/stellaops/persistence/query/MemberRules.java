// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.query;

import java.util.List;
import java.util.function.Consumer;
import org.stellaops.persistence.Limits;
import org.stellaops.persistence.value.Precision;
import org.stellaops.persistence.value.Texts;
import org.stellaops.persistence.value.Value;
import org.stellaops.persistence.value.ValueRules;

/** What can be asked of a member of a JSON value, so that both databases answer alike. Pure. */
final class MemberRules {

    /** Up to here every whole number is a double, so that comparing the two loses nothing. */
    private static final long LARGEST_NUMBER = 1L << 53;

    private final Consumer<String> reject;

    /** Tells what is wrong to a consumer that throws. */
    MemberRules(Consumer<String> reject) {
        this.reject = reject;
    }

    void checkPath(List<String> path) {
        require(
                !path.isEmpty() && path.size() <= Limits.LONGEST_PATH,
                "is asked for a member by no name, or by more than " + Limits.LONGEST_PATH);
        for (String name : path) {
            boolean isName = !name.isEmpty()
                    && !name.contains(".")
                    && !name.startsWith("$")
                    && Texts.problemOf(name).isEmpty();
            require(
                    isName,
                    "is asked for a member whose name is empty, holds a dot or begins with $, which MongoDB cannot be asked for");
        }
    }

    void check(Condition condition) {
        if (condition instanceof Condition.Compare it) {
            requireElement(it.field());
            checkValue(it.value());
            require(
                    it.operator() == Condition.Operator.EQUAL || isText(it.value()) || isNumber(it.value()),
                    "has members that are ordered only as texts or whole numbers; map the member to a field of its own");
        } else if (condition instanceof Condition.In it) {
            requireElement(it.field());
            it.values().forEach(this::checkValue);
        } else if (condition instanceof Condition.Prefix it) {
            requireElement(it.field());
            checkValue(Value.of(it.prefix()));
            QueryRules.problemOfPrefix(it).ifPresent(reject);
        } else if (condition instanceof Condition.Missing it) {
            requireElement(it.field());
        } else if (condition instanceof Condition.And it) {
            it.parts().forEach(this::check);
        } else if (condition instanceof Condition.Or it) {
            it.parts().forEach(this::check);
        } else if (condition instanceof Condition.Not it) {
            check(it.part());
        } else if (!(condition instanceof Condition.All)) {
            reject.accept("has members of which one value can be asked, named " + Field.ELEMENT + ", and no list");
        }
    }

    private void requireElement(String name) {
        require(name.equals(Field.ELEMENT), "has a member that a condition on it names " + Field.ELEMENT);
    }

    private void checkValue(Value value) {
        if (value instanceof Value.Text it) {
            Texts.problemOf(it.value()).ifPresent(problem -> reject.accept("is compared with a text that " + problem));
        } else if (value instanceof Value.Int64 it) {
            require(
                    Math.abs(it.value()) <= LARGEST_NUMBER,
                    "has members that are compared with whole numbers up to 2^53 only");
        } else if (value instanceof Value.Moment it) {
            require(
                    Precision.MILLIS.holds(it.value()),
                    "has members that are compared with moments in whole milliseconds only");
            ValueRules.momentProblem(it.value(), Precision.MILLIS)
                    .ifPresent(problem -> reject.accept("is compared with a moment that " + problem));
        } else {
            require(
                    value instanceof Value.Int32
                            || value instanceof Value.Bool
                            || value instanceof Value.Oid
                            || value instanceof Value.Uuid,
                    "has members that are not compared with a "
                            + value.getClass().getSimpleName() + "; map the member to a field of its own");
        }
    }

    private static boolean isText(Value value) {
        return value instanceof Value.Text;
    }

    private static boolean isNumber(Value value) {
        return value instanceof Value.Int32 || value instanceof Value.Int64;
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            reject.accept(otherwise);
        }
    }
}
