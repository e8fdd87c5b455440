package org.stellaops.persistence.mongo.internal;

import java.util.List;
import java.util.stream.Stream;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.value.Value;

/**
 * Converts conditions to filters. MongoDB's filters are two-valued like conditions, so {@code $nor} is their negation.
 */
final class ConditionFilters {

    private static final String SPECIAL = "\\.[]{}()<>*+-=!?^$|#&~/ \t\n\r";

    private final EntityType<?> type;
    private final KeyLayout keys;

    ConditionFilters(EntityType<?> type, KeyLayout keys) {
        this.type = type;
        this.keys = keys;
    }

    /** The filter of a condition that {@link org.stellaops.persistence.query.QueryRules} accepts. */
    BsonDocument of(Condition condition) {
        if (condition instanceof Condition.Compare it) {
            return operator(it.field(), nameOf(it.operator()), value(it.field(), it.value()));
        } else if (condition instanceof Condition.In it) {
            return operator(
                    it.field(),
                    "$in",
                    new BsonArray(it.values().stream()
                            .map(value -> value(it.field(), value))
                            .toList()));
        } else if (condition instanceof Condition.Prefix it) {
            return operator(it.field(), "$regex", new BsonString("^" + escaped(it.prefix())));
        } else if (condition instanceof Condition.Contains it) {
            return operator(it.field(), "$eq", value(it.field(), it.value()));
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

    /** In MongoDB, equality with null also matches a missing field, which is what null means in legacy documents. */
    private BsonDocument missing(String field) {
        return field.equals(type.idField()) ? never() : operator(field, "$eq", BsonNull.VALUE);
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
