// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/**
 * Writes a content over a held document so that only touched members change: a three-way merge of what is held, of how the
 * mapping would write the content that is held, and of how it writes the new one. Where the last two agree, what is held
 * stays, whatever its form.
 */
final class LegacyMerge {

    private LegacyMerge() {}

    static Struct of(Struct held, Struct before, Struct after) {
        Struct.Builder merged = Struct.builder();
        Set<String> names = new LinkedHashSet<>(held.members().keySet());
        names.addAll(after.members().keySet());
        for (String name : names) {
            member(held.find(name), before.find(name), after.find(name)).ifPresent(it -> merged.put(name, it));
        }
        return merged.build();
    }

    private static Optional<Value> member(Optional<Value> held, Optional<Value> before, Optional<Value> after) {
        if (before.equals(after)) {
            return held;
        } else if (held.isEmpty() || before.isEmpty() || after.isEmpty()) {
            return after;
        }
        return Optional.of(value(held.get(), before.get(), after.get()));
    }

    private static Value value(Value held, Value before, Value after) {
        if (before.equals(after)) {
            return held;
        } else if (held instanceof Struct h && before instanceof Struct b && after instanceof Struct a) {
            return of(h, b, a);
        } else if (held instanceof Value.Items h && before instanceof Value.Items b && after instanceof Value.Items a) {
            return items(h.values(), b.values(), a.values());
        }
        return Numbers.like(held, after);
    }

    /** An item that was there before keeps its form wherever it stands now; the others are merged place by place. */
    private static Value items(List<Value> held, List<Value> before, List<Value> after) {
        if (held.size() != before.size()) {
            return new Value.Items(after);
        }
        Set<Integer> used = new HashSet<>();
        return new Value.Items(IntStream.range(0, after.size())
                .mapToObj(i -> item(held, before, after, i, used))
                .toList());
    }

    private static Value item(List<Value> held, List<Value> before, List<Value> after, int place, Set<Integer> used) {
        Value wanted = after.get(place);
        int from = place < before.size() && before.get(place).equals(wanted) && !used.contains(place)
                ? place
                : IntStream.range(0, before.size())
                        .filter(i -> !used.contains(i) && before.get(i).equals(wanted))
                        .findFirst()
                        .orElse(-1);
        if (from >= 0) {
            used.add(from);
            return held.get(from);
        }
        return place < held.size() ? value(held.get(place), before.get(place), wanted) : wanted;
    }
}
