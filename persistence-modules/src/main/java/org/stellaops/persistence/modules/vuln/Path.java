// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.vuln;

import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** A member of a document, or a member of a member. */
record Path(List<String> names) {

    static Path of(String... names) {
        return new Path(List.of(names));
    }

    Optional<Value> findIn(Struct struct) {
        Optional<Value> first = struct.find(names.get(0));
        return names.size() == 1
                ? first
                : first.flatMap(it -> it instanceof Struct inner ? rest().findIn(inner) : Optional.empty());
    }

    /** The struct with this member set; unchanged if a member on the path is not an object. */
    Struct setIn(Struct struct, Value value) {
        String first = names.get(0);
        if (names.size() == 1) {
            return struct.with(first, value);
        }
        Value inner = struct.find(first).orElse(Struct.EMPTY);
        return inner instanceof Struct it ? struct.with(first, rest().setIn(it, value)) : struct;
    }

    /** The struct without this member, and without the objects that are empty now and were not before. */
    Struct removeFrom(Struct struct) {
        String first = names.get(0);
        if (names.size() == 1 || !(struct.find(first).orElse(Value.Null.NULL) instanceof Struct inner)) {
            return names.size() == 1 ? struct.without(first) : struct;
        }
        Struct smaller = rest().removeFrom(inner);
        return smaller.isEmpty() && !inner.isEmpty() ? struct.without(first) : struct.with(first, smaller);
    }

    private Path rest() {
        return new Path(names.subList(1, names.size()));
    }
}
