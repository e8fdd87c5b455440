// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Writes documents of a shape. Pure. */
final class ShapeWriting {

    private ShapeWriting() {}

    /**
     * The document of a content.
     *
     * @param held a document whose forms are kept where they can hold the new values; empty for none
     */
    static Struct write(List<FieldShape> fields, Map<String, Value> constants, Struct content, Struct held) {
        boolean flat = true;
        for (FieldShape field : fields) {
            flat &= field.path().size() == 1;
        }
        return flat ? flat(fields, constants, content, held) : nested(fields, constants, content, held);
    }

    /** As {@link #nested}, where no field is in an inner document. */
    private static Struct flat(List<FieldShape> fields, Map<String, Value> constants, Struct content, Struct held) {
        Struct.Builder document = Struct.builder();
        remainder(fields, content).forEach(document::put);
        constants.forEach(document::put);
        for (FieldShape field : fields) {
            Value value =
                    field.isRemainder() ? null : content.find(field.name()).orElse(null);
            if (value != null) {
                document.put(field.path().get(0), value(field, value, find(held, field.path())));
            }
        }
        return document.build();
    }

    private static Struct nested(List<FieldShape> fields, Map<String, Value> constants, Struct content, Struct held) {
        Map<String, Value> document = new HashMap<>(remainder(fields, content).members());
        document.putAll(constants);
        for (FieldShape field : fields) {
            Optional<Value> value = content.find(field.name());
            if (value.isPresent() && !field.isRemainder()) {
                Value written = value(field, value.get(), find(held, field.path()));
                put(document, field.path(), written);
            }
        }
        return Struct.of(document);
    }

    private static Struct remainder(List<FieldShape> fields, Struct content) {
        for (FieldShape field : fields) {
            if (field.isRemainder() && content.find(field.name()).orElse(Struct.EMPTY) instanceof Struct it) {
                return it;
            }
        }
        return Struct.EMPTY;
    }

    private static void put(Map<String, Value> document, List<String> path, Value value) {
        String first = path.get(0);
        if (path.size() == 1) {
            document.put(first, value);
            return;
        }
        Struct held = document.get(first) instanceof Struct it ? it : Struct.EMPTY;
        Map<String, Value> inner = new HashMap<>(held.members());
        put(inner, path.subList(1, path.size()), value);
        document.put(first, Struct.of(inner));
    }

    /** The document's value of a scalar in the first form that can hold it, or in the form of what is held. */
    static Value scalar(FieldShape field, Value value, Optional<Value> held) {
        Optional<Value> kept = held.flatMap(it -> ShapeReading.formOf(field, it)
                .flatMap(form -> form.write(field.scalar(), value))
                .map(written -> Numbers.like(it, written)));
        return kept.orElseGet(() -> fresh(field, value));
    }

    /** What no form can hold is written as it is; reading it back shows that, before a leader is asked. */
    private static Value fresh(FieldShape field, Value value) {
        for (StoredForm form : field.forms()) {
            Optional<Value> written = form.write(field.scalar(), value);
            if (written.isPresent()) {
                return written.get();
            }
        }
        return value;
    }

    private static Value value(FieldShape field, Value value, Optional<Value> held) {
        if (field.type() instanceof FieldType.Child) {
            return list(
                    value,
                    held,
                    (row, heldRow) -> write(
                            field.columns(),
                            Map.of(),
                            (Struct) row,
                            heldRow.orElse(Struct.EMPTY) instanceof Struct it ? it : Struct.EMPTY));
        } else if (field.type() instanceof FieldType.Array || field.type() instanceof FieldType.ChildValues) {
            return list(value, held, (item, heldItem) -> scalar(field, item, heldItem));
        } else if (field.type() instanceof FieldType.Json) {
            return field.mapValues().isPresent() && value instanceof Struct it ? map(field, it, held) : value;
        }
        return scalar(field, value, held);
    }

    private static Struct map(FieldShape field, Struct value, Optional<Value> held) {
        Struct heldMap = held.orElse(Struct.EMPTY) instanceof Struct it ? it : Struct.EMPTY;
        Map<String, Value> written = new HashMap<>();
        value.forEach((name, member) -> written.put(name, scalar(field, member, heldMap.find(name))));
        return Struct.of(written);
    }

    private interface Each {
        Value apply(Value item, Optional<Value> held);
    }

    /** Where a single value stood for a list of one, a list of one is written so again. */
    private static Value list(Value list, Optional<Value> held, Each each) {
        List<Value> items = ((Value.Items) list).values();
        if (held.isPresent() && !(held.get() instanceof Value.Items) && items.size() == 1) {
            return each.apply(items.get(0), held);
        }
        List<Value> heldItems = held.orElse(Value.Items.of()) instanceof Value.Items it ? it.values() : List.of();
        List<Value> written = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            written.add(
                    each.apply(items.get(i), i < heldItems.size() ? Optional.of(heldItems.get(i)) : Optional.empty()));
        }
        return new Value.Items(written);
    }

    private static Optional<Value> find(Struct held, List<String> path) {
        if (held.isEmpty()) {
            return Optional.empty();
        }
        Optional<Value> at = Optional.of(held);
        for (String name : path) {
            at = at.flatMap(it -> it instanceof Struct inner ? inner.find(name) : Optional.empty());
        }
        return at.filter(it -> !(it instanceof Value.Null));
    }
}
