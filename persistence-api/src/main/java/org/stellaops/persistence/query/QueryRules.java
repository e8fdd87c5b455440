package org.stellaops.persistence.query;

import java.util.List;
import java.util.stream.Stream;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldType;
import org.stellaops.persistence.entity.IdKind;
import org.stellaops.persistence.entity.ScalarKind;
import org.stellaops.persistence.value.Texts;
import org.stellaops.persistence.value.Value;

/** Rejects, before any store is asked, a query that not both databases would answer identically. */
public final class QueryRules {

    private final EntityType<?> type;

    private QueryRules(EntityType<?> type) {
        this.type = type;
    }

    /**
     * Checks a query against its entity type.
     *
     * @throws IllegalArgumentException if it names a field that is missing, cannot be queried in legacy documents, or
     *     does not fit the operator or the value
     */
    public static void check(EntityType<?> type, Query query) {
        QueryRules rules = new QueryRules(type);
        rules.check(query.where());
        for (Sort sort : query.sorts()) {
            rules.requireOrdered(sort.field());
        }
    }

    /**
     * Checks a condition against its entity type.
     *
     * @throws IllegalArgumentException as {@link #check(EntityType, Query)} does
     */
    public static void check(EntityType<?> type, Condition condition) {
        new QueryRules(type).check(condition);
    }

    private void check(Condition condition) {
        if (condition instanceof Condition.Compare it) {
            requireFit(it.field(), it.value());
            if (it.operator() != Condition.Operator.EQUAL) {
                requireOrdered(it.field());
            }
        } else if (condition instanceof Condition.In it) {
            it.values().forEach(value -> requireFit(it.field(), value));
        } else if (condition instanceof Condition.Prefix it) {
            require(
                    !it.field().equals(type.idField()) || type.idKind() == IdKind.TEXT,
                    it.field(),
                    "has ids of kind " + type.idKind() + ", which have no prefix");
            requireFit(it.field(), Value.of(it.prefix()));
            requireOrderedForm(it.field());
        } else if (condition instanceof Condition.Contains it) {
            requireElementFit(it.field(), it.value());
        } else if (condition instanceof Condition.Missing it) {
            requireNullable(it.field());
        } else if (condition instanceof Condition.And it) {
            it.parts().forEach(this::check);
        } else if (condition instanceof Condition.Or it) {
            it.parts().forEach(this::check);
        } else if (condition instanceof Condition.Not it) {
            check(it.part());
        }
    }

    private void requireFit(String field, Value value) {
        if (field.equals(type.idField())) {
            // A prefix or range of ids is asked for in the id's own class.
            requireIdFit(field, value);
        } else if (fieldType(field) instanceof FieldType.Scalar scalar) {
            requireValue(field, scalar.kind(), value);
        } else {
            require(false, field, "is no scalar, so it cannot be compared");
        }
    }

    private void requireIdFit(String field, Value value) {
        try {
            Value unused = type.idKind().queryValue(value);
        } catch (IllegalArgumentException e) {
            require(
                    false,
                    field,
                    "has ids of kind " + type.idKind() + ", but is compared with another: " + e.getMessage());
        }
    }

    private void requireElementFit(String field, Value value) {
        FieldType fieldType = fieldType(field);
        if (fieldType instanceof FieldType.Array it) {
            requireValue(field, it.element().kind(), value);
        } else if (fieldType instanceof FieldType.ChildValues it) {
            requireValue(field, it.element().kind(), value);
        } else {
            require(false, field, "is no list of scalars, so it contains nothing that can be asked for");
        }
    }

    private void requireValue(String field, ScalarKind kind, Value value) {
        require(
                kind.holds(value),
                field,
                "is " + kind + ", but is compared with a " + value.getClass().getSimpleName());
        if (value instanceof Value.Text it) {
            Texts.problemOf(it.value())
                    .ifPresent(problem -> require(false, field, "is compared with a text that " + problem));
        }
        require(!(value instanceof Value.Real it && Double.isNaN(it.value())), field, "cannot be compared with NaN");
    }

    private void requireNullable(String field) {
        FieldType fieldType = fieldType(field);
        require(
                fieldType instanceof FieldType.Scalar || fieldType instanceof FieldType.Array,
                field,
                "is neither a scalar nor an array, so missing cannot be asked for");
    }

    private void requireOrdered(String field) {
        if (!field.equals(type.idField())) {
            require(
                    fieldType(field) instanceof FieldType.Scalar it && it.kind().isOrdered(),
                    field,
                    "has no order that both databases share");
            requireOrderedForm(field);
        }
    }

    private void requireOrderedForm(String field) {
        type.field(field)
                .ifPresent(it -> require(
                        type.legacyMapping().isOrdered(it),
                        field,
                        "is stored in several forms in legacy documents, which MongoDB does not order as one"));
    }

    private FieldType fieldType(String field) {
        var definition = type.field(field)
                .orElseThrow(() ->
                        new IllegalArgumentException("a query names " + field + ", but " + type + " has " + names()));
        require(
                type.legacyMapping().path(definition).isPresent(),
                field,
                "has another form in legacy documents, so MongoDB cannot be asked for it; put this read behind the"
                        + " module's own repository interface");
        return definition.type();
    }

    private List<String> names() {
        return Stream.concat(Stream.of(type.idField()), type.fields().stream().map(it -> it.name()))
                .toList();
    }

    private void require(boolean holds, String field, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException("field " + field + " of " + type + " " + otherwise);
        }
    }
}
