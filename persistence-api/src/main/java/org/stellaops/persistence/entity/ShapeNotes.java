// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.stellaops.persistence.entity.ReadingNote.Kind;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Compares a document with the one that would be written of its content. Pure. */
final class ShapeNotes {

    private final Set<ReadingNote> notes = new LinkedHashSet<>();

    private ShapeNotes() {}

    /** Of a document of a shape, which can be read. */
    static List<ReadingNote> of(List<FieldShape> fields, Map<String, Value> constants, Struct stored, Struct written) {
        ShapeNotes found = new ShapeNotes();
        constants.forEach((name, value) -> found.constant(name, value, stored.find(name)));
        Struct rest = stored;
        Struct writtenRest = written;
        for (String name : constants.keySet()) {
            rest = rest.without(name);
            writtenRest = writtenRest.without(name);
        }
        found.members("", fields, rest, writtenRest);
        return List.copyOf(found.notes);
    }

    /** Of any document: whatever differs is not kept. */
    static List<ReadingNote> ofDifferences(Struct stored, Struct written) {
        ShapeNotes found = new ShapeNotes();
        found.differences("", stored, written);
        return List.copyOf(found.notes);
    }

    private void constant(String name, Value declared, Optional<Value> stored) {
        if (stored.isEmpty()) {
            add(Kind.DEFAULT, name);
        } else if (!stored.get().equals(declared)) {
            add(Kind.NOT_KEPT, name);
        }
    }

    private void members(String at, List<FieldShape> fields, Struct stored, Struct written) {
        Struct rest = stored;
        Struct writtenRest = written;
        for (FieldShape field : fields) {
            if (!field.isRemainder()) {
                String path = at + String.join(".", field.path());
                field(path, field, find(path, stored, field), find(path, written, field));
                rest = ShapeReading.without(rest, field.path());
                writtenRest = ShapeReading.without(writtenRest, field.path());
            }
        }
        differences(at, rest, writtenRest);
    }

    private static Value find(String path, Struct document, FieldShape field) {
        return ShapeReading.find(ValuePath.WHOLE.member(path), document, field.path())
                .orElse(Value.Null.NULL);
    }

    private void field(String path, FieldShape field, Value stored, Value written) {
        if (stored.equals(written)) {
            return;
        } else if (isMissing(stored) && field.missing().isPresent()) {
            add(Kind.DEFAULT, path);
        } else if (isMissing(stored) && written.equals(Value.Items.of())) {
            // A child list has no other way to be missing.
            return;
        } else if (field.absent().contains(stored)) {
            add(Kind.ABSENT, path);
        } else if (written instanceof Value.Items it) {
            items(path, field, stored, it);
        } else if (field.mapValues().isPresent() && stored instanceof Struct s && written instanceof Struct w) {
            s.forEach((name, value) ->
                    scalar(path + ".*", field, value, w.find(name).orElse(Value.Null.NULL)));
        } else {
            scalar(path, field, stored, written);
        }
    }

    private void items(String path, FieldShape field, Value stored, Value.Items written) {
        boolean isList = stored instanceof Value.Items;
        List<Value> items = stored instanceof Value.Items it ? it.values() : List.of(stored);
        if (!isList) {
            add(Kind.SINGLE, path);
        }
        if (items.size() != written.values().size()) {
            add(Kind.NOT_KEPT, path);
            return;
        }
        String at = isList ? path + "[]" : path;
        for (int i = 0; i < items.size(); i++) {
            Value item = items.get(i);
            Value other = written.values().get(i);
            if (item instanceof Struct row && other instanceof Struct writtenRow) {
                members(at + ".", field.columns(), row, writtenRow);
            } else {
                scalar(at, field, item, other);
            }
        }
    }

    private void scalar(String path, FieldShape field, Value stored, Value written) {
        if (stored.equals(written)) {
            return;
        }
        Optional<Value> read = read(field, stored);
        boolean isSame = read.isPresent() && read.equals(read(field, written));
        boolean isFallback = field.fallback().isPresent()
                && read.filter(it -> it instanceof Value.Text text
                                && !field.scalar().allowed().contains(text.value()))
                        .isPresent();
        add(isFallback ? Kind.FALLBACK : isSame ? Kind.OTHER_FORM : Kind.NOT_KEPT, path);
    }

    private static Optional<Value> read(FieldShape field, Value stored) {
        return ShapeReading.formOf(field, stored).flatMap(it -> it.read(field.scalar(), stored));
    }

    /** A member that is null and one that is missing say the same. */
    private void differences(String at, Struct stored, Struct written) {
        Set<String> names = new TreeSet<>(stored.members().keySet());
        names.addAll(written.members().keySet());
        for (String name : names) {
            Value one = stored.find(name).orElse(Value.Null.NULL);
            Value other = written.find(name).orElse(Value.Null.NULL);
            if (one instanceof Struct s && other instanceof Struct w) {
                differences(at + name + ".", s, w);
            } else if (!one.equals(other)) {
                add(Kind.NOT_KEPT, at + name);
            }
        }
    }

    private static boolean isMissing(Value value) {
        return value instanceof Value.Null;
    }

    private void add(Kind kind, String path) {
        notes.add(new ReadingNote(kind, path));
    }
}
