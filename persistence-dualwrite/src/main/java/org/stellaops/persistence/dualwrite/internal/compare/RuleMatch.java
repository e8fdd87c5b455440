// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.compare;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.stellaops.persistence.dualwrite.divergence.ComparisonRule;
import org.stellaops.persistence.dualwrite.divergence.ComparisonRule.Allowance;
import org.stellaops.persistence.dualwrite.divergence.FieldDifference.Nature;
import org.stellaops.persistence.value.Value;

/** The rules of one entity type, with their paths compiled. Immutable; its decisions are pure. */
final class RuleMatch {

    private record Compiled(ComparisonRule rule, Pattern path) {}

    private final List<Compiled> rules;

    RuleMatch(List<ComparisonRule> rules) {
        this.rules =
                rules.stream().map(it -> new Compiled(it, pattern(it.path()))).toList();
    }

    /** The name of the first rule that lets this difference pass. */
    Optional<String> of(String path, Nature nature, Optional<Value> legacy, Optional<Value> target) {
        return rules.stream()
                .filter(it ->
                        it.path().matcher(path).matches() && allows(it.rule().allows(), nature, legacy, target))
                .map(it -> it.rule().name())
                .findFirst();
    }

    /** {@code [*]} stands for any index, and what is below the path belongs to it. */
    private static Pattern pattern(String path) {
        StringBuilder text = new StringBuilder();
        for (String part : path.split(Pattern.quote("[*]"), -1)) {
            text.append(text.isEmpty() ? "" : "\\[\\d+\\]").append(Pattern.quote(part));
        }
        return Pattern.compile(text + "([.\\[].*)?", Pattern.DOTALL);
    }

    private static boolean allows(Allowance allowance, Nature nature, Optional<Value> legacy, Optional<Value> target) {
        if (allowance instanceof Allowance.Anything) {
            return true;
        } else if (allowance instanceof Allowance.NullAsMissing) {
            return nature == Nature.NULL_AGAINST_MISSING;
        } else if (allowance instanceof Allowance.AnyOrder) {
            return nature == Nature.ORDER;
        }
        return legacy.isPresent() && target.isPresent() && allows(allowance, legacy.get(), target.get());
    }

    private static boolean allows(Allowance allowance, Value legacy, Value target) {
        if (allowance instanceof Allowance.Instants it) {
            return legacy instanceof Value.Moment one
                    && target instanceof Value.Moment other
                    && Duration.between(one.value(), other.value()).abs().compareTo(it.atMost()) <= 0;
        }
        Optional<BigDecimal> one = number(legacy);
        Optional<BigDecimal> other = number(target);
        BigDecimal atMost = allowance instanceof Allowance.Numbers it ? it.atMost() : BigDecimal.ZERO;
        return one.isPresent()
                && other.isPresent()
                && one.get().subtract(other.get()).abs().compareTo(atMost) <= 0;
    }

    private static Optional<BigDecimal> number(Value value) {
        if (value instanceof Value.Int32 it) {
            return Optional.of(BigDecimal.valueOf(it.value()));
        } else if (value instanceof Value.Int64 it) {
            return Optional.of(BigDecimal.valueOf(it.value()));
        } else if (value instanceof Value.Real it && Double.isFinite(it.value())) {
            return Optional.of(new BigDecimal(it.value()));
        }
        return value instanceof Value.Decimal it ? Optional.of(it.value()) : Optional.empty();
    }
}
