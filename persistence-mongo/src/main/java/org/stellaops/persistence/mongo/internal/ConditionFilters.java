// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonRegularExpression;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.LegacyMatch;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.QueryScope;
import org.stellaops.persistence.value.Value;

/**
 * Converts conditions to filters. MongoDB's filters are two-valued like conditions, so {@code $nor} is their negation.
 */
final class ConditionFilters {

    private static final String SPECIAL = "\\.[]{}()<>*+-=!?^$|#&~/ \t\n\r";

    private final EntityType<?> type;
    private final KeyLayout keys;
    private final Optional<String> tenant;
    private final QueryScope scope;
    private final String prefix;

    /** Filters for listings of one tenant, or of a global type. */
    ConditionFilters(EntityType<?> type, KeyLayout keys, Optional<String> tenant) {
        this(type, keys, tenant, QueryScope.of(type), "");
    }

    private ConditionFilters(
            EntityType<?> type, KeyLayout keys, Optional<String> tenant, QueryScope scope, String prefix) {
        this.type = type;
        this.keys = keys;
        this.tenant = tenant;
        this.scope = scope;
        this.prefix = prefix;
    }

    /** The filter of a condition that {@link org.stellaops.persistence.query.QueryRules} accepts. */
    BsonDocument of(Condition condition) {
        if (condition instanceof Condition.Compare it) {
            return compare(it);
        } else if (condition instanceof Condition.In it) {
            return in(it);
        } else if (condition instanceof Condition.Prefix it) {
            return prefix(it);
        } else if (condition instanceof Condition.Contains it) {
            return matching(it.field(), match(it.field(), it.value()));
        } else if (condition instanceof Condition.Any it) {
            return any(it);
        } else if (condition instanceof Condition.Member it) {
            String path = prefix + scope.memberPath(it.field(), it.path()).orElseThrow();
            return new MemberFilters(this, path, it.path().size()).of(it.where());
        } else if (condition instanceof Condition.Missing it) {
            return missing(it.field());
        } else if (condition instanceof Condition.And it) {
            return all(it.parts().stream().map(this::of).toList());
        } else if (condition instanceof Condition.Or it) {
            return it.parts().isEmpty() ? never() : new BsonDocument("$or", filters(it.parts()));
        } else if (condition instanceof Condition.Not it) {
            return new BsonDocument("$nor", filters(List.of(it.part())));
        }
        return new BsonDocument();
    }

    /** The conjunction of these filters: one flat document if no path occurs twice, which servers optimize best. */
    static BsonDocument all(List<BsonDocument> filters) {
        List<BsonDocument> parts = filters.stream().filter(it -> !it.isEmpty()).toList();
        long paths = parts.stream().mapToLong(BsonDocument::size).sum();
        BsonDocument flat = new BsonDocument();
        parts.forEach(flat::putAll);
        return flat.size() == paths ? flat : new BsonDocument("$and", new BsonArray(parts));
    }

    private BsonArray filters(List<Condition> parts) {
        return new BsonArray(parts.stream().map(this::of).toList());
    }

    private BsonDocument compare(Condition.Compare compare) {
        String field = compare.field();
        if (scope.isId(field)) {
            return id(compare);
        } else if (compare.operator() == Condition.Operator.EQUAL) {
            return matching(field, match(field, compare.value()));
        }
        return operator(field, nameOf(compare.operator()), value(field, compare.value()));
    }

    /** In $in an expression may stand beside other operators on an element. */
    private BsonDocument prefix(Condition.Prefix condition) {
        String pattern = pattern(condition.prefix());
        return scope.isElement()
                ? operator(condition.field(), "$in", new BsonArray(List.of(new BsonRegularExpression(pattern))))
                : operator(condition.field(), "$regex", new BsonString(pattern));
    }

    private BsonDocument in(Condition.In in) {
        if (scope.isId(in.field()) && byText()) {
            return in.values().isEmpty()
                    ? never()
                    : new BsonDocument(
                            "$or",
                            new BsonArray(in.values().stream()
                                    .map(it -> id(new Condition.Compare(in.field(), Condition.Operator.EQUAL, it)))
                                    .toList()));
        }
        List<LegacyMatch> matches =
                in.values().stream().map(it -> match(in.field(), it)).toList();
        if (matches.stream().allMatch(it -> it.textOtherThan().isEmpty())) {
            return operator(
                    in.field(),
                    "$in",
                    bson(matches.stream().flatMap(it -> it.anyOf().stream()).toList()));
        }
        return new BsonDocument(
                "$or",
                new BsonArray(
                        matches.stream().map(it -> matching(in.field(), it)).toList()));
    }

    private BsonDocument id(Condition.Compare compare) {
        String operator = nameOf(compare.operator());
        Value asked = type.idKind().queryValue(compare.value());
        return byText() && asked instanceof Value.Text it
                ? keys.compared(operator, it.value(), tenant)
                : operator(compare.field(), operator, BsonWriting.of(asked));
    }

    /** Whether conditions name ids by the text of the key, which is not what stands in documents. */
    private boolean byText() {
        return switch (type.idKind()) {
            case TEXT, UUID, OBJECT_ID -> false;
            case NUMBER, UUID_LEGACY, MIXED -> true;
        };
    }

    private LegacyMatch match(String field, Value value) {
        return scope.field(field).map(it -> scope.legacy().match(it, value)).orElseGet(() -> LegacyMatch.of(value));
    }

    private BsonDocument matching(String field, LegacyMatch match) {
        BsonDocument known = match.anyOf().size() == 1
                ? operator(field, "$eq", BsonWriting.of(match.anyOf().get(0)))
                : operator(field, "$in", bson(match.anyOf()));
        if (match.textOtherThan().isEmpty()) {
            return known;
        }
        BsonDocument other =
                new BsonDocument("$nin", bson(match.textOtherThan())).append("$type", new BsonString("string"));
        return new BsonDocument("$or", new BsonArray(List.of(known, new BsonDocument(pathOf(field), other))));
    }

    private static BsonArray bson(List<Value> values) {
        return new BsonArray(values.stream().map(BsonWriting::of).toList());
    }

    /** MongoDB's equality with null means missing as well, which is what legacy documents mean by null. */
    private BsonDocument missing(String field) {
        return scope.isId(field)
                ? never()
                : scope.field(field)
                        .map(it -> matching(field, scope.legacy().matchMissing(it)))
                        .orElseGet(ConditionFilters::never);
    }

    private BsonDocument operator(String field, String operator, BsonValue operand) {
        return new BsonDocument(pathOf(field), new BsonDocument(operator, operand));
    }

    private BsonValue value(String field, Value value) {
        return BsonWriting.of(scope.field(field)
                .map(definition -> scope.legacy().queryValue(definition, value))
                .orElse(value));
    }

    /** The rows of an array as a whole, or the one that stands for a list of one. */
    private BsonDocument any(Condition.Any any) {
        String path = pathOf(any.field());
        QueryScope inner = scope.inside(any.field());
        if (inner.isElement()) {
            return element(path, new ConditionFilters(type, keys, tenant, inner, prefix), any.where());
        }
        BsonDocument row = new ConditionFilters(type, keys, tenant, inner, "").of(any.where());
        BsonDocument alone = new ConditionFilters(type, keys, tenant, inner, path + ".").of(any.where());
        return either(
                new BsonDocument(path, new BsonDocument("$elemMatch", row)),
                all(List.of(new BsonDocument(path, new BsonDocument("$type", new BsonString("object"))), alone)),
                path);
    }

    /** One comparison means any element to MongoDB as well; several must be those of one element. */
    private static BsonDocument element(String path, ConditionFilters elements, Condition where) {
        List<BsonDocument> comparisons = where instanceof Condition.And it
                ? it.parts().stream().map(elements::of).toList()
                : List.of(elements.of(where));
        if (comparisons.size() == 1) {
            return comparisons.get(0);
        }
        BsonDocument operators = new BsonDocument();
        comparisons.forEach(it -> operators.putAll(it.getDocument(path)));
        return either(
                new BsonDocument(path, new BsonDocument("$elemMatch", operators)),
                new BsonDocument(path, operators),
                path);
    }

    /** MongoDB looks through an array at a path by itself, with each operator on its own, so it must not be one. */
    private static BsonDocument either(BsonDocument inArray, BsonDocument alone, String path) {
        BsonDocument noArray =
                new BsonDocument(path, new BsonDocument("$not", new BsonDocument("$type", new BsonString("array"))));
        return new BsonDocument(
                "$or",
                new BsonArray(List.of(inArray, new BsonDocument("$and", new BsonArray(List.of(alone, noArray))))));
    }

    private String pathOf(String field) {
        return scope.isId(field)
                ? keys.pathOf(field)
                : prefix + scope.field(field).flatMap(scope.legacy()::path).orElseThrow();
    }

    private static BsonDocument never() {
        return new BsonDocument(KeyLayout.ID, new BsonDocument("$in", new BsonArray()));
    }

    static String nameOf(Condition.Operator operator) {
        return switch (operator) {
            case EQUAL -> "$eq";
            case LESS -> "$lt";
            case LESS_OR_EQUAL -> "$lte";
            case GREATER -> "$gt";
            case GREATER_OR_EQUAL -> "$gte";
        };
    }

    /** The expression for texts that begin so. */
    static String pattern(String prefix) {
        return "^" + escaped(prefix);
    }

    private static String escaped(String literal) {
        StringBuilder pattern = new StringBuilder();
        Stream.of(literal.split("")).forEach(c -> {
            if (!c.isEmpty() && SPECIAL.contains(c)) {
                pattern.append('\\');
            }
            pattern.append(c);
        });
        return pattern.toString();
    }
}
