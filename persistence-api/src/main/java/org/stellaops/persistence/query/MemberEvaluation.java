// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.query;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Texts;
import org.stellaops.persistence.value.Value;

/** Decides conditions on one member of a JSON value in memory. Pure. */
final class MemberEvaluation {

    private final Optional<Value> member;

    /** The member to which names lead; an explicit null is as good as none. */
    MemberEvaluation(Optional<Value> json, List<String> path) {
        Optional<Value> at = json;
        for (String name : path) {
            at = at.flatMap(it -> it instanceof Struct document ? document.find(name) : Optional.empty());
        }
        this.member = at.filter(it -> !(it instanceof Value.Null));
    }

    boolean test(Condition condition) {
        if (condition instanceof Condition.Compare it) {
            return member.filter(value -> compares(it.operator(), value, it.value()))
                    .isPresent();
        } else if (condition instanceof Condition.In it) {
            return it.values().stream()
                    .anyMatch(one -> member.filter(value -> compares(Condition.Operator.EQUAL, value, one))
                            .isPresent());
        } else if (condition instanceof Condition.Prefix it) {
            return member.filter(value ->
                            value instanceof Value.Text text && text.value().startsWith(it.prefix()))
                    .isPresent();
        } else if (condition instanceof Condition.Missing) {
            return member.isEmpty();
        } else if (condition instanceof Condition.And it) {
            return it.parts().stream().allMatch(this::test);
        } else if (condition instanceof Condition.Or it) {
            return it.parts().stream().anyMatch(this::test);
        } else if (condition instanceof Condition.Not it) {
            return !test(it.part());
        }
        return true;
    }

    private static boolean compares(Condition.Operator operator, Value held, Value asked) {
        if (asked instanceof Value.Int32 || asked instanceof Value.Int64) {
            return order(held, asked instanceof Value.Int32 it ? it.value() : ((Value.Int64) asked).value())
                    .filter(operator::holds)
                    .isPresent();
        } else if (held instanceof Value.Text one && asked instanceof Value.Text other) {
            return operator.holds(Texts.BYTE_ORDER.compare(one.value(), other.value()));
        }
        return operator == Condition.Operator.EQUAL && held.equals(asked);
    }

    /** Empty for what is no number, and for NaN, which is neither below nor above any. */
    private static Optional<Integer> order(Value held, long asked) {
        if (held instanceof Value.Int32 it) {
            return Optional.of(Long.compare(it.value(), asked));
        } else if (held instanceof Value.Int64 it) {
            return Optional.of(Long.compare(it.value(), asked));
        } else if (held instanceof Value.Decimal it) {
            return Optional.of(it.value().compareTo(BigDecimal.valueOf(asked)));
        }
        return held instanceof Value.Real it && !Double.isNaN(it.value())
                ? Optional.of(Double.compare(it.value() + 0.0, (double) asked))
                : Optional.empty();
    }
}
