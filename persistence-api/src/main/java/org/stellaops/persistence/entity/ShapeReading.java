// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.entity.UnmappableException.Problem;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.StructLayout;
import org.stellaops.persistence.value.Value;

/** Reads contents from documents of a shape. Pure. */
final class ShapeReading {

    private ShapeReading() {}

    /**
     * The content of a document.
     *
     * @param layout of the names of the fields, in their order
     * @param constants members that every document of this version has, which are no part of the content
     */
    static Struct read(
            ValuePath at, List<FieldShape> fields, StructLayout layout, Map<String, Value> constants, Struct document) {
        return layout.struct(values(at, fields, constants, document));
    }

    private static Struct read(ValuePath at, List<FieldShape> fields, Struct document) {
        @Nullable Value[] values = values(at, fields, Map.of(), document);
        Struct.Builder content = Struct.builder();
        for (int i = 0; i < values.length; i++) {
            Value value = values[i];
            if (value != null) {
                content.put(fields.get(i).name(), value);
            }
        }
        return content.build();
    }

    /** In the order of the fields; null for what is missing. */
    private static @Nullable Value[] values(
            ValuePath at, List<FieldShape> fields, Map<String, Value> constants, Struct document) {
        @Nullable Value[] values = new Value[fields.size()];
        int named = 0;
        for (String constant : constants.keySet()) {
            named += document.has(constant) ? 1 : 0;
        }
        boolean eachAlone = true;
        for (int i = 0; i < values.length; i++) {
            FieldShape field = fields.get(i);
            if (!field.isRemainder()) {
                ValuePath place = at.member(field.path());
                Optional<Value> found = find(place, document, field.path());
                values[i] = field(place, field, found).orElse(null);
                named += found.isPresent() ? 1 : 0;
                eachAlone &= field.alone();
            }
        }
        if (!eachAlone || named < document.size()) {
            carry(at, rest(fields, constants, document), fields, values);
        }
        return values;
    }

    /** What neither a field nor a constant names. */
    private static Map<String, Value> rest(List<FieldShape> fields, Map<String, Value> constants, Struct document) {
        Map<String, Value> rest = new LinkedHashMap<>(document.members());
        constants.keySet().forEach(rest::remove);
        for (FieldShape field : fields) {
            if (!field.isRemainder()) {
                remove(rest, field.path());
            }
        }
        return rest;
    }

    private static void carry(
            ValuePath at, Map<String, Value> rest, List<FieldShape> fields, @Nullable Value[] values) {
        if (rest.isEmpty()) {
            return;
        }
        for (int i = 0; i < values.length; i++) {
            if (fields.get(i).isRemainder()) {
                values[i] = Struct.of(rest);
                return;
            }
        }
        throw new UnmappableException(
                Problem.UNMAPPED_MEMBER,
                at.member(rest.keySet().iterator().next()).text(),
                "is a member that no field names; declare a remainder to carry it");
    }

    /** The content of some fields, whatever else the document has. */
    static Struct some(List<FieldShape> fields, Struct document) {
        Struct.Builder content = Struct.builder();
        for (FieldShape field : fields) {
            ValuePath place = ValuePath.WHOLE.member(field.path());
            field(place, field, find(place, document, field.path())).ifPresent(it -> content.put(field.name(), it));
        }
        return content.build();
    }

    /** What a value at the path of a field means; of a list, of one element. */
    static Optional<Value> contentOf(FieldShape field, Optional<Value> stored) {
        ValuePath place = ValuePath.WHOLE.member(field.path());
        return field.type() instanceof FieldType.Scalar
                ? field(place, field, stored)
                : stored.map(it -> scalar(place, field, it));
    }

    /** The form in which a scalar is stored; empty if it is none that is declared. */
    static Optional<StoredForm> formOf(FieldShape field, Value stored) {
        for (StoredForm form : field.forms()) {
            if (form.read(field.scalar(), stored).isPresent()) {
                return Optional.of(form);
            }
        }
        return Optional.empty();
    }

    static Optional<Value> find(ValuePath place, Struct document, List<String> names) {
        Struct at = document;
        for (int i = 0; i < names.size() - 1; i++) {
            Value inner = at.find(names.get(i)).orElse(Value.Null.NULL);
            if (inner instanceof Value.Null) {
                return Optional.empty();
            } else if (!(inner instanceof Struct)) {
                throw new UnmappableException(
                        Problem.TYPE, place.text(), "is not in a document; a member on the way to it is another value");
            }
            at = (Struct) inner;
        }
        return at.find(names.get(names.size() - 1));
    }

    static Struct without(Struct document, List<String> names) {
        Map<String, Value> rest = new LinkedHashMap<>(document.members());
        remove(rest, names);
        return Struct.of(rest);
    }

    /** A document that becomes empty by it goes as well. */
    private static void remove(Map<String, Value> members, List<String> names) {
        String first = names.get(0);
        if (names.size() > 1 && members.get(first) instanceof Struct inner) {
            Struct rest = without(inner, names.subList(1, names.size()));
            if (!rest.isEmpty() || rest.equals(inner)) {
                members.put(first, rest);
                return;
            }
        }
        members.remove(first);
    }

    private static Optional<Value> field(ValuePath place, FieldShape field, Optional<Value> found) {
        if (field.type() instanceof FieldType.Json && field.mapValues().isEmpty()) {
            return found.or(field::missing);
        }
        boolean missing = found.isEmpty() || found.get() instanceof Value.Null;
        if (!missing && !field.absent().contains(found.get())) {
            return Optional.of(present(place, field, found.get()));
        } else if (missing && field.missing().isPresent()) {
            return field.missing();
        } else if (field.isChildList()) {
            return Optional.of(Value.Items.of());
        } else if (field.field().nullable()) {
            return Optional.empty();
        }
        throw new UnmappableException(
                Problem.MISSING_MEMBER,
                place.text(),
                "is missing, but the field is required; make it optional, or declare what it has then");
    }

    private static Value present(ValuePath place, FieldShape field, Value value) {
        if (field.type() instanceof FieldType.Child) {
            return items(place, value, (at, row) -> {
                if (row instanceof Struct it) {
                    return read(at, field.columns(), it);
                }
                throw new UnmappableException(Problem.TYPE, at.text(), "is not a document");
            });
        } else if (field.type() instanceof FieldType.Array || field.type() instanceof FieldType.ChildValues) {
            return items(place, value, (at, item) -> scalar(at, field, item));
        } else if (field.type() instanceof FieldType.Json) {
            return map(place, field, value);
        }
        return scalar(place, field, value);
    }

    private static Value map(ValuePath place, FieldShape field, Value value) {
        if (!(value instanceof Struct it)) {
            throw new UnmappableException(Problem.TYPE, place.text(), "is not a document, but the field is a map");
        }
        Map<String, Value> read = it.members().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, member -> scalar(place.member(member.getKey()), field, member.getValue())));
        return Struct.of(read);
    }

    private static Value scalar(ValuePath place, FieldShape field, Value stored) {
        FieldType.Scalar scalar = field.scalar();
        for (StoredForm form : field.forms()) {
            Optional<Value> read = form.read(scalar, stored);
            if (read.isPresent()) {
                return allowed(place, field, scalar, read.get());
            }
        }
        throw new UnmappableException(
                Problem.TYPE,
                place.text(),
                "is a " + stored.getClass().getSimpleName() + " that is none of the forms " + field.forms()
                        + " of a field of kind " + scalar.kind() + "; declare the form in which it is stored");
    }

    private static Value allowed(ValuePath place, FieldShape field, FieldType.Scalar scalar, Value value) {
        if (scalar.allowed().isEmpty()
                || !(value instanceof Value.Text it)
                || scalar.allowed().contains(it.value())) {
            return value;
        }
        return Value.of(field.fallback()
                .orElseThrow(() -> new UnmappableException(
                        Problem.TEXT_NOT_ALLOWED,
                        place.text(),
                        "is none of the texts that the field allows; declare a fallback to read it as")));
    }

    private interface Each {
        Value apply(ValuePath place, Value item);
    }

    /** A single value stands for the list of it. */
    private static Value items(ValuePath place, Value list, Each each) {
        List<Value> items = list instanceof Value.Items it ? it.values() : List.of(list);
        List<Value> read = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            read.add(each.apply(list instanceof Value.Items ? place.element(i) : place, items.get(i)));
        }
        return new Value.Items(read);
    }
}
