// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.stellaops.persistence.entity.UnmappableException.Problem;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Reads contents from documents of a shape. Pure. */
final class ShapeReading {

    private ShapeReading() {}

    /**
     * The content of a document.
     *
     * @param constants members that every document of this version has, which are no part of the content
     */
    static Struct read(String at, List<FieldShape> fields, Map<String, Value> constants, Struct document) {
        Map<String, Value> rest = new LinkedHashMap<>(document.members());
        Struct.Builder content = Struct.builder();
        for (String constant : constants.keySet()) {
            rest.remove(constant);
        }
        FieldShape remainder = null;
        for (FieldShape field : fields) {
            if (field.isRemainder()) {
                remainder = field;
                continue;
            }
            String path = at + String.join(".", field.path());
            field(path, field, find(path, document, field.path())).ifPresent(it -> content.put(field.name(), it));
            remove(rest, field.path());
        }
        if (!rest.isEmpty() && remainder == null) {
            throw new UnmappableException(
                    Problem.UNMAPPED_MEMBER,
                    at + rest.keySet().iterator().next(),
                    "is a member that no field names; declare a remainder to carry it");
        } else if (!rest.isEmpty() && remainder != null) {
            content.put(remainder.name(), Struct.of(rest));
        }
        return content.build();
    }

    /** The content of some fields, whatever else the document has. */
    static Struct some(List<FieldShape> fields, Struct document) {
        Struct.Builder content = Struct.builder();
        for (FieldShape field : fields) {
            String path = String.join(".", field.path());
            field(path, field, find(path, document, field.path())).ifPresent(it -> content.put(field.name(), it));
        }
        return content.build();
    }

    /** What a value at the path of a field means; of a list, of one element. */
    static Optional<Value> contentOf(FieldShape field, Optional<Value> stored) {
        String path = String.join(".", field.path());
        return field.type() instanceof FieldType.Scalar
                ? field(path, field, stored)
                : stored.map(it -> scalar(path, field, it));
    }

    /** The form in which a scalar is stored; empty if it is none that is declared. */
    static Optional<StoredForm> formOf(FieldShape field, Value stored) {
        return field.forms().stream()
                .filter(it -> it.read(field.scalar(), stored).isPresent())
                .findFirst();
    }

    static Optional<Value> find(String path, Struct document, List<String> names) {
        Struct at = document;
        for (int i = 0; i < names.size() - 1; i++) {
            Value inner = at.find(names.get(i)).orElse(Value.Null.NULL);
            if (inner instanceof Value.Null) {
                return Optional.empty();
            } else if (!(inner instanceof Struct)) {
                throw new UnmappableException(
                        Problem.TYPE, path, "is not in a document; a member on the way to it is another value");
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

    private static Optional<Value> field(String path, FieldShape field, Optional<Value> found) {
        if (field.type() instanceof FieldType.Json && field.mapValues().isEmpty()) {
            return found.or(field::missing);
        }
        boolean missing = found.isEmpty() || found.get() instanceof Value.Null;
        if (!missing && !field.absent().contains(found.get())) {
            return Optional.of(present(path, field, found.get()));
        } else if (missing && field.missing().isPresent()) {
            return field.missing();
        } else if (field.isChildList()) {
            return Optional.of(Value.Items.of());
        } else if (field.field().nullable()) {
            return Optional.empty();
        }
        throw new UnmappableException(
                Problem.MISSING_MEMBER,
                path,
                "is missing, but the field is required; make it optional, or declare what it has then");
    }

    private static Value present(String path, FieldShape field, Value value) {
        if (field.type() instanceof FieldType.Child) {
            return items(path, value, (at, row) -> {
                if (row instanceof Struct it) {
                    return read(at + ".", field.columns(), Map.of(), it);
                }
                throw new UnmappableException(Problem.TYPE, at, "is not a document");
            });
        } else if (field.type() instanceof FieldType.Array || field.type() instanceof FieldType.ChildValues) {
            return items(path, value, (at, item) -> scalar(at, field, item));
        } else if (field.type() instanceof FieldType.Json) {
            return map(path, field, value);
        }
        return scalar(path, field, value);
    }

    private static Value map(String path, FieldShape field, Value value) {
        if (!(value instanceof Struct it)) {
            throw new UnmappableException(Problem.TYPE, path, "is not a document, but the field is a map");
        }
        Map<String, Value> read = it.members().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, member -> scalar(path + "." + member.getKey(), field, member.getValue())));
        return Struct.of(read);
    }

    private static Value scalar(String path, FieldShape field, Value stored) {
        FieldType.Scalar scalar = field.scalar();
        for (StoredForm form : field.forms()) {
            Optional<Value> read = form.read(scalar, stored);
            if (read.isPresent()) {
                return allowed(path, field, scalar, read.get());
            }
        }
        throw new UnmappableException(
                Problem.TYPE,
                path,
                "is a " + stored.getClass().getSimpleName() + " that is none of the forms " + field.forms()
                        + " of a field of kind " + scalar.kind() + "; declare the form in which it is stored");
    }

    private static Value allowed(String path, FieldShape field, FieldType.Scalar scalar, Value value) {
        if (scalar.allowed().isEmpty()
                || !(value instanceof Value.Text it)
                || scalar.allowed().contains(it.value())) {
            return value;
        }
        return Value.of(field.fallback()
                .orElseThrow(() -> new UnmappableException(
                        Problem.TEXT_NOT_ALLOWED,
                        path,
                        "is none of the texts that the field allows; declare a fallback to read it as")));
    }

    private interface Each {
        Value apply(String path, Value item);
    }

    /** A single value stands for the list of it. */
    private static Value items(String path, Value list, Each each) {
        List<Value> items = list instanceof Value.Items it ? it.values() : List.of(list);
        List<Value> read = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            read.add(each.apply(list instanceof Value.Items ? path + "[" + i + "]" : path, items.get(i)));
        }
        return new Value.Items(read);
    }
}
