// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.query;

import java.util.Optional;
import java.util.Set;
import org.stellaops.persistence.Limits;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldType;
import org.stellaops.persistence.entity.IdKind;
import org.stellaops.persistence.entity.ScalarKind;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.value.Texts;
import org.stellaops.persistence.value.Value;
import org.stellaops.persistence.value.ValueRules;

/** Rejects, before any store is accessed, a query that the databases would not answer identically. */
public final class QueryRules {

    private final QueryScope scope;
    private final EntityType<?> type;

    private QueryRules(QueryScope scope) {
        this.scope = scope;
        this.type = scope.type();
    }

    /**
     * Checks a query against its entity type.
     *
     * @throws IllegalArgumentException if it names a field that is missing, cannot be queried in legacy documents, or
     *     does not fit the operator or the value
     */
    public static void check(EntityType<?> type, Query query) {
        QueryRules rules = new QueryRules(QueryScope.of(type));
        QuerySize.check(query.where());
        rules.check(query.where());
        if (query.sorts().size() > Limits.MOST_SORTS) {
            throw new IllegalArgumentException("the query orders by more than " + Limits.MOST_SORTS + " fields");
        }
        for (Sort sort : query.sorts()) {
            rules.requireOrdered(sort.field());
        }
    }

    /**
     * Checks a query of one tenant, or of a global type, against its entity type.
     *
     * @throws IllegalArgumentException as {@link #check(EntityType, Query)} does; if a tenant is missing, superfluous, or one that
     *     no key could name; if the page token is malformed or was made by another query
     */
    public static void check(EntityType<?> type, Optional<String> tenant, Query query) {
        if (tenant.isPresent() != (type.tenancy() == Tenancy.TENANT)) {
            throw new IllegalArgumentException(
                    type + (tenant.isPresent() ? " is global: name no tenant" : " is tenant-scoped: name a tenant"));
        }
        tenant.ifPresent(RecordKey::requireTenant);
        check(type, query);
        Condition unused = Keyset.condition(type, query);
    }

    /** Checks a value that a token claims to be one of this field. */
    static void checkValue(EntityType<?> type, String field, Value value) {
        new QueryRules(QueryScope.of(type)).requireFit(field, value);
    }

    /**
     * Checks a condition against its entity type.
     *
     * @throws IllegalArgumentException as {@link #check(EntityType, Query)} does
     */
    public static void check(EntityType<?> type, Condition condition) {
        QuerySize.check(condition);
        new QueryRules(QueryScope.of(type)).check(condition);
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
                    !scope.isId(it.field()) || type.idKind() == IdKind.TEXT,
                    it.field(),
                    "has ids of kind " + type.idKind() + ", which have no prefix");
            requireFit(it.field(), Value.of(it.prefix()));
            problemOfPrefix(it).ifPresent(problem -> require(false, it.field(), problem));
            requireOrderedForm(it.field());
        } else if (condition instanceof Condition.Contains it) {
            requireElementFit(it.field(), it.value());
        } else if (condition instanceof Condition.Any it) {
            checkAny(it);
        } else if (condition instanceof Condition.Member it) {
            checkMember(it);
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

    /** Why a prefix is refused, whatever it is a prefix of. */
    static Optional<String> problemOfPrefix(Condition.Prefix condition) {
        return Texts.utf8Length(condition.prefix()) <= Limits.LONGEST_PREFIX
                ? Optional.empty()
                : Optional.of("is asked for a prefix longer than " + Limits.LONGEST_PREFIX + " UTF-8 bytes");
    }

    private void checkAny(Condition.Any any) {
        QueryScope inner = scope.inside(any.field());
        FieldType unused = fieldType(any.field());
        if (inner.isElement()) {
            require(
                    ElementRange.isOne(any.where()),
                    any.field(),
                    "is a list of scalars, so any asks for one comparison of " + Field.ELEMENT
                            + ", or for an upper bound, a lower bound and a prefix together; combine several any with and,"
                            + " or, not");
        }
        new QueryRules(inner).check(any.where());
    }

    private void checkMember(Condition.Member member) {
        String field = member.field();
        MemberRules rules = new MemberRules(problem -> require(false, field, problem));
        rules.checkPath(member.path());
        var definition = scope.field(field).orElseThrow(() -> new IllegalArgumentException(scope.unknown(field)));
        require(
                definition.type() instanceof FieldType.Json || definition.type() instanceof FieldType.Remainder,
                field,
                "is no JSON, no map and no remainder, so it has no members to ask for");
        require(
                scope.memberPath(field, member.path()).isPresent(),
                field,
                "has this member in another form or place in legacy documents, so MongoDB cannot query it; map it to a field of"
                        + " its own");
        rules.check(member.where());
    }

    /**
     * Checks a question for the distinct values of a field.
     *
     * @throws IllegalArgumentException as {@link #check(EntityType, Optional, Query)} does; if the field is neither a scalar that has
     *     an order nor a list of such, or legacy documents keep it in forms of which the value alone does not tell which it is
     */
    public static void checkDistinct(
            EntityType<?> type, Optional<String> tenant, String field, Condition where, int atMost) {
        check(type, tenant, Query.where(where));
        if (atMost < 1 || atMost > Limits.MOST_DISTINCT) {
            throw new IllegalArgumentException(
                    "distinct values are asked for by 1 to " + Limits.MOST_DISTINCT + ", not " + atMost);
        }
        new QueryRules(QueryScope.of(type)).requireDistinct(field);
    }

    /**
     * Checks the fields that a listing is asked for.
     *
     * @throws IllegalArgumentException if the type does not have one of them
     */
    public static void checkSelected(EntityType<?> type, Set<String> fields) {
        QueryScope scope = QueryScope.of(type);
        for (String field : fields) {
            if (!scope.isId(field) && scope.field(field).isEmpty()) {
                throw new IllegalArgumentException(scope.unknown(field));
            }
        }
    }

    private void requireDistinct(String field) {
        require(!scope.isId(field), field, "is the id, of which every record has its own; list the records");
        FieldType fieldType = fieldType(field);
        require(
                QueryScope.scalarOf(fieldType)
                        .filter(it -> it.kind().isOrdered())
                        .isPresent(),
                field,
                "is neither a scalar that has an order nor a list of such, so it has no distinct values");
        scope.field(field)
                .ifPresent(it -> require(
                        scope.legacy().hasOneMeaning(it),
                        field,
                        "is kept in different forms by versions of legacy documents, so a value alone does not say what it"
                                + " means; rewrite the documents in one form"));
    }

    private void requireFit(String field, Value value) {
        if (scope.isId(field)) {
            // A prefix or range of ids uses the id's own class.
            requireIdFit(field, value);
            requireText(field, value);
        } else if (fieldType(field) instanceof FieldType.Scalar scalar) {
            requireValue(field, scalar, value);
        } else {
            require(
                    false,
                    field,
                    fieldType(field) instanceof FieldType.Json
                            ? "is JSON, which is not compared as a whole; ask for a member of it with member"
                            : "is no scalar, so it cannot be compared; ask for its rows or elements with any");
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
            requireValue(field, it.element(), value);
        } else if (fieldType instanceof FieldType.ChildValues it) {
            requireValue(field, it.element(), value);
        } else {
            require(false, field, "is no list of scalars, so contains cannot be used");
        }
    }

    private void requireValue(String field, FieldType.Scalar scalar, Value value) {
        ScalarKind kind = scalar.kind();
        require(
                kind.holds(value),
                field,
                "is " + kind + ", but is compared with a " + value.getClass().getSimpleName());
        requireText(field, value);
        if (value instanceof Value.Decimal it) {
            ValueRules.decimalProblem(it.value())
                    .ifPresent(problem -> require(false, field, "is compared with a decimal that " + problem));
        } else if (value instanceof Value.Moment it) {
            ValueRules.momentProblem(it.value(), scalar.precision())
                    .ifPresent(problem -> require(false, field, "is compared with a moment that " + problem));
        } else if (value instanceof Value.Bytes it) {
            require(it.subtype() == 0, field, "is compared with binary of another subtype than 0");
        }
        require(!(value instanceof Value.Real it && Double.isNaN(it.value())), field, "cannot be compared with NaN");
    }

    private void requireText(String field, Value value) {
        if (value instanceof Value.Text it) {
            Texts.problemOf(it.value())
                    .ifPresent(problem -> require(false, field, "is compared with a text that " + problem));
        }
    }

    private void requireNullable(String field) {
        FieldType fieldType = fieldType(field);
        require(
                fieldType instanceof FieldType.Scalar || fieldType instanceof FieldType.Array,
                field,
                "is neither a scalar nor an array, so missing cannot be used");
    }

    private void requireOrdered(String field) {
        if (!scope.isId(field)) {
            require(
                    fieldType(field) instanceof FieldType.Scalar it && it.kind().isOrdered(),
                    field,
                    "has no order that both databases share");
            requireOrderedForm(field);
        }
    }

    private void requireOrderedForm(String field) {
        scope.field(field)
                .ifPresent(it -> require(
                        scope.legacy().isOrdered(it),
                        field,
                        "is stored in several forms in legacy documents, or has a default or a fallback there, so MongoDB does"
                                + " not order it as one; ask by equality, rewrite the documents in one form, or put this read"
                                + " behind the module's own repository interface"));
    }

    private FieldType fieldType(String field) {
        var definition = scope.field(field).orElseThrow(() -> new IllegalArgumentException(scope.unknown(field)));
        require(
                scope.legacy().path(definition).isPresent(),
                field,
                "has another form in legacy documents, so MongoDB cannot query it; put this read behind the"
                        + " module's own repository interface");
        return definition.type();
    }

    private void require(boolean holds, String field, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException("field " + scope.nameOf(field) + " of " + type + " " + otherwise);
        }
    }
}
