// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.query;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.stellaops.persistence.Limits;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.FieldType;
import org.stellaops.persistence.entity.LegacyFields;
import org.stellaops.persistence.entity.LegacyMatch;
import org.stellaops.persistence.value.Texts;
import org.stellaops.persistence.value.Value;

/**
 * What the names in a condition mean: the fields of an entity type or, within {@link Condition.Any}, the columns of the rows of a list
 * or the one element of a list of scalars. For backends. Immutable.
 */
public final class QueryScope {

    /** What every document may have, and no remainder. */
    private static final Set<String> OWN_MEMBERS = Set.of("_id", "_sync");

    private final EntityType<?> type;
    private final String path;
    private final List<FieldDef> fields;
    private final LegacyFields legacy;
    private final boolean root;
    private final boolean elements;

    private QueryScope(
            EntityType<?> type,
            String path,
            List<FieldDef> fields,
            LegacyFields legacy,
            boolean root,
            boolean elements) {
        this.type = type;
        this.path = path;
        this.fields = fields;
        this.legacy = legacy;
        this.root = root;
        this.elements = elements;
    }

    /** The fields of an entity type. */
    public static QueryScope of(EntityType<?> type) {
        return new QueryScope(type, "", type.fields(), type.legacyMapping(), true, false);
    }

    /**
     * The columns of the rows of a list, or the one element of a list of scalars, which is named {@link Field#ELEMENT}.
     *
     * @throws IllegalArgumentException if there is no such list
     */
    public QueryScope inside(String list) {
        FieldDef field = field(list).orElseThrow(() -> new IllegalArgumentException(unknown(list)));
        String inner = path + list + ".";
        if (field.type() instanceof FieldType.Child it) {
            return new QueryScope(type, inner, it.columns(), rows(field), false, false);
        } else if (field.type() instanceof FieldType.Array it) {
            return new QueryScope(type, inner, element(it.element()), new Elements(legacy, field), false, true);
        } else if (field.type() instanceof FieldType.ChildValues it) {
            return new QueryScope(type, inner, element(it.element()), new Elements(legacy, field), false, true);
        }
        throw new IllegalArgumentException(
                "field " + path + list + " of " + type + " is no list, so it has no rows or elements to ask for");
    }

    /** The field of this name; empty for the id, and if there is none. */
    public Optional<FieldDef> field(String name) {
        return root
                ? type.field(name)
                : fields.stream().filter(it -> it.name().equals(name)).findFirst();
    }

    /** Whether this names the id of the record. */
    public boolean isId(String name) {
        return root && name.equals(type.idField());
    }

    /** Whether the scope is one element of a list of scalars. */
    public boolean isElement() {
        return elements;
    }

    /** Where legacy documents keep these fields; the one element of a list is at the path of the list. */
    public LegacyFields legacy() {
        return legacy;
    }

    /** What is compared with the field: an id as the id's own class. */
    public Value queryValue(String name, Value value) {
        return isId(name) ? type.idKind().queryValue(value) : value;
    }

    /**
     * The path at which MongoDB finds a member of a JSON value, a map or the remainder; empty if documents have it in another form or
     * place. Each name but the last must lead to a document, and none to an array, through which MongoDB would look.
     *
     * @param field a field of type JSON or remainder
     */
    public Optional<String> memberPath(String field, List<String> names) {
        FieldDef definition = field(field).orElseThrow(() -> new IllegalArgumentException(unknown(field)));
        String inner = String.join(".", names);
        if (definition.type() instanceof FieldType.Remainder) {
            boolean isFound = root
                    && !OWN_MEMBERS.contains(names.get(0))
                    && type.legacyMapping().isOfRemainder(names.get(0));
            return isFound ? Optional.of(inner) : Optional.empty();
        }
        return legacy.path(definition)
                .filter(it -> legacy.isPlainJson(definition))
                .map(it -> it + "." + inner);
    }

    /** What the values of a scalar field, or the elements of a list of scalars, are; empty for other types. */
    public static Optional<FieldType.Scalar> scalarOf(FieldType fieldType) {
        if (fieldType instanceof FieldType.Scalar it) {
            return Optional.of(it);
        } else if (fieldType instanceof FieldType.Array it) {
            return Optional.of(it.element());
        }
        return fieldType instanceof FieldType.ChildValues it ? Optional.of(it.element()) : Optional.empty();
    }

    EntityType<?> type() {
        return type;
    }

    /** The name of the field for messages, with the lists that lead to it. */
    String nameOf(String field) {
        return path + field;
    }

    String unknown(String field) {
        List<String> names = Stream.concat(
                        root ? Stream.of(type.idField()) : Stream.empty(),
                        fields.stream().map(FieldDef::name))
                .toList();
        return "a query names " + Limits.bounded(Texts.printable(nameOf(field))) + ", but " + type + " has "
                + names.stream().map(this::nameOf).collect(Collectors.toList());
    }

    private LegacyFields rows(FieldDef list) {
        return root ? type.legacyMapping().rows(list).orElse(Unreachable.UNREACHABLE) : Unreachable.UNREACHABLE;
    }

    private static List<FieldDef> element(FieldType.Scalar element) {
        return List.of(FieldDef.of(Field.ELEMENT, element));
    }

    /** The members of rows that have another form in documents. */
    private enum Unreachable implements LegacyFields {
        UNREACHABLE;

        @Override
        public Optional<String> path(FieldDef field) {
            return Optional.empty();
        }
    }

    /** The elements of a list, which documents keep in the forms of the list. */
    private record Elements(LegacyFields around, FieldDef list) implements LegacyFields {

        @Override
        public Optional<String> path(FieldDef field) {
            return around.path(list);
        }

        @Override
        public Value queryValue(FieldDef field, Value value) {
            return around.queryValue(list, value);
        }

        @Override
        public boolean isOrdered(FieldDef field) {
            return around.isOrdered(list);
        }

        @Override
        public LegacyMatch match(FieldDef field, Value value) {
            return around.match(list, value);
        }

        @Override
        public LegacyMatch matchMissing(FieldDef field) {
            return around.matchMissing(list);
        }

        @Override
        public boolean hasOneMeaning(FieldDef field) {
            return around.hasOneMeaning(list);
        }

        @Override
        public Optional<Value> contentOf(FieldDef field, Optional<Value> stored) {
            return around.contentOf(list, stored);
        }
    }
}
