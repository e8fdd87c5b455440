// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.stellaops.persistence.value.Value;

/** What documents of a shape hold for values that are asked for. Pure. */
final class ShapeQueries {

    private ShapeQueries() {}

    static LegacyMatch match(List<FieldShape> shapes, Value value) {
        Set<Value> anyOf = new LinkedHashSet<>();
        List<Value> otherThan = new ArrayList<>();
        for (FieldShape shape : shapes) {
            shape.forms().forEach(form -> form.write(shape.scalar(), value).ifPresent(anyOf::add));
            if (shape.missing().equals(java.util.Optional.of(value))) {
                anyOf.add(Value.Null.NULL);
            }
            if (shape.fallback().map(Value::of).equals(java.util.Optional.of(value))) {
                shape.scalar().allowed().stream()
                        .filter(it -> !Value.of(it).equals(value))
                        .map(Value::of)
                        .forEach(otherThan::add);
                otherThan.addAll(shape.absent());
            }
        }
        return new LegacyMatch(List.copyOf(anyOf), otherThan);
    }

    static LegacyMatch matchMissing(List<FieldShape> shapes) {
        Set<Value> anyOf = new LinkedHashSet<>();
        anyOf.add(Value.Null.NULL);
        shapes.forEach(it -> anyOf.addAll(it.absent()));
        return new LegacyMatch(List.copyOf(anyOf), List.of());
    }

    /** The first members of the paths, and those of the columns of child lists. */
    static List<String> memberOrder(List<FieldShape> fields) {
        Set<String> names = new LinkedHashSet<>();
        fields.stream()
                .filter(it -> !it.isRemainder())
                .forEach(it -> names.add(it.path().get(0)));
        for (FieldShape field : fields) {
            names.addAll(field.isRemainder() ? List.of() : field.path());
            names.addAll(memberOrder(field.columns()));
        }
        return List.copyOf(names);
    }
}
