// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.value.Value;

/**
 * How documents of one version keep one field.
 *
 * @param field the field
 * @param path the names of the members that lead to it, from the document (or the child's document) inward
 * @param forms the forms of its scalars; the first is the one that new documents get
 * @param absent values that stand for a missing field
 * @param missing what the field has where the member is missing
 * @param fallback the text that stands for every text which the field does not allow
 * @param mapValues of a JSON field that is a map, the kind of its values
 * @param columns how the documents of a child list keep the child's columns
 * @param alone whether it is a member of the document, and nothing else of it is in that member
 */
record FieldShape(
        FieldDef field,
        List<String> path,
        List<StoredForm> forms,
        List<Value> absent,
        Optional<Value> missing,
        Optional<String> fallback,
        Optional<ScalarKind> mapValues,
        List<FieldShape> columns,
        boolean alone) {

    FieldShape {
        path = List.copyOf(path);
        forms = List.copyOf(forms);
        absent = List.copyOf(absent);
        columns = List.copyOf(columns);
    }

    String name() {
        return field.name();
    }

    FieldType type() {
        return field.type();
    }

    boolean isRemainder() {
        return field.type() instanceof FieldType.Remainder;
    }

    boolean isChildList() {
        return field.type() instanceof FieldType.Child || field.type() instanceof FieldType.ChildValues;
    }

    private boolean isList() {
        return isChildList() || field.type() instanceof FieldType.Array;
    }

    /** What each element of a list is, or the field itself. */
    FieldType.Scalar scalar() {
        if (field.type() instanceof FieldType.Array it) {
            return it.element();
        } else if (field.type() instanceof FieldType.ChildValues it) {
            return it.element();
        } else if (field.type() instanceof FieldType.Scalar it) {
            return it;
        }
        return FieldType.Scalar.of(mapValues.orElse(ScalarKind.TEXT));
    }

    /** Whether MongoDB can be asked for values of the field by equality. */
    boolean isQueryable() {
        // What stands for a whole list is no element of it, which a query on elements cannot tell.
        boolean isPlain = !isList() || (missing.isEmpty() && absent.isEmpty());
        return isPlain
                && path.stream().noneMatch(it -> it.isEmpty() || it.contains(".") || it.startsWith("$"))
                && forms.stream().allMatch(StoredForm::hasOneSpelling);
    }

    /** Whether documents hold the members of a JSON field as the content has them. */
    boolean isPlainJson() {
        boolean isMapOfOwnForms = mapValues.isEmpty() || forms.equals(List.of(StoredAs.NATURAL));
        return isMapOfOwnForms && absent.isEmpty() && missing.isEmpty();
    }

    /** Whether MongoDB orders documents by the member as the field is ordered. */
    boolean isOrdered() {
        return forms.size() == 1
                && forms.get(0).isOrdered()
                && absent.isEmpty()
                && missing.isEmpty()
                && fallback.isEmpty();
    }
}
