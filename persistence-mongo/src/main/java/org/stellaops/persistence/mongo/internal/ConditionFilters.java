// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.LegacyMatch;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.value.Value;

/**
 * Converts conditions to filters. MongoDB's filters are two-valued like conditions, so {@code $nor} is their negation.
 */
final class ConditionFilters {

    private static final String SPECIAL = "\\.[]{}()<>*+-=!?^$|#&~/ \t\n\r";

    private final EntityType<?> type;
    private final KeyLayout keys;
    private final Optional<String> tenant;

    /** Filters for listings of one tenant, or of a global type. */
    ConditionFilters(EntityType<?> type, KeyLayout keys, Optional<String> tenant) {
        this.type = type;
        this.keys = keys;
        this.tenant = tenant;
    }

    /** The filter of a condition that {@link org.stellaops.persistence.query.QueryRules} accepts. */
    BsonDocument of(Condition condition) {
        if (condition instanceof Condition.Compare it) {
            return compare(it);
        } else if (condition instanceof Condition.In it) {
            return in(it);
        } else if (condition instanceof Condition.Prefix it) {
            return operator(it.field(), "$regex", new BsonString("^" + escaped(it.prefix())));
        } else if (condition instanceof Condition.Contains it) {
            return matching(it.field(), match(it.field(), it.value()));
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
        if (field.equals(type.idField())) {
            return id(compare);
        } else if (compare.operator() == Condition.Operator.EQUAL) {
            return matching(field, match(field, compare.value()));
        }
        return operator(field, nameOf(compare.operator()), value(field, compare.value()));
    }

    private BsonDocument in(Condition.In in) {
        if (in.field().equals(type.idField()) && byText()) {
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
        return type.field(field)
                .map(it -> type.legacyMapping().match(it, value))
                .orElseGet(() -> LegacyMatch.of(value));
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
        return new BsonDocument("$or", new BsonArray(List.of(known, new BsonDocument(keys.pathOf(field), other))));
    }

    private static BsonArray bson(List<Value> values) {
        return new BsonArray(values.stream().map(BsonWriting::of).toList());
    }

    /** MongoDB's equality with null means missing as well, which is what legacy documents mean by null. */
    private BsonDocument missing(String field) {
        return field.equals(type.idField())
                ? never()
                : type.field(field)
                        .map(it -> matching(field, type.legacyMapping().matchMissing(it)))
                        .orElseGet(ConditionFilters::never);
    }

    private BsonDocument operator(String field, String operator, BsonValue operand) {
        return new BsonDocument(keys.pathOf(field), new BsonDocument(operator, operand));
    }

    private BsonValue value(String field, Value value) {
        return BsonWriting.of(type.field(field)
                .map(definition -> type.legacyMapping().queryValue(definition, value))
                .orElse(value));
    }

    private static BsonDocument never() {
        return new BsonDocument(KeyLayout.ID, new BsonDocument("$in", new BsonArray()));
    }

    private static String nameOf(Condition.Operator operator) {
        return switch (operator) {
            case EQUAL -> "$eq";
            case LESS -> "$lt";
            case LESS_OR_EQUAL -> "$lte";
            case GREATER -> "$gt";
            case GREATER_OR_EQUAL -> "$gte";
        };
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
