// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import com.mongodb.client.MongoCursor;
import java.util.List;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.stellaops.persistence.DistinctValues;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.FieldType;
import org.stellaops.persistence.entity.UnmappableException;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Field;
import org.stellaops.persistence.query.Keyset;
import org.stellaops.persistence.query.LowestValues;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.query.QueryRules;
import org.stellaops.persistence.query.QueryScope;
import org.stellaops.persistence.value.Value;

/**
 * The distinct values of a field. The server groups what documents hold; what that means, and which are the lowest, is decided here,
 * because documents may hold one value in several forms.
 */
final class DistinctReading {

    private final EntityType<?> type;
    private final CollectionHandle place;
    private final KeyLayout keys;

    DistinctReading(EntityType<?> type, CollectionHandle place, KeyLayout keys) {
        this.type = type;
        this.place = place;
        this.keys = keys;
    }

    DistinctValues<Value> read(Optional<String> tenant, String field, Condition where, int atMost) {
        QueryRules.checkDistinct(type, tenant, field, where, atMost);
        Condition condition = Keyset.filter(type, Query.where(where));
        BsonDocument filter =
                ConditionFilters.all(List.of(keys.of(tenant), new ConditionFilters(type, keys, tenant).of(condition)));
        QueryScope scope = QueryScope.of(type);
        FieldDef asked = scope.field(field).orElseThrow();
        boolean ofElements = !(asked.type() instanceof FieldType.Scalar);
        QueryScope within = ofElements ? scope.inside(field) : scope;
        FieldDef one = ofElements ? within.field(Field.ELEMENT).orElseThrow() : asked;
        String path = within.legacy().path(one).orElseThrow();
        String attempt = "read the distinct values of " + field + " in " + place.name();
        LowestValues lowest = new LowestValues(atMost);
        try (MongoCursor<RawBsonDocument> cursor = MongoFaults.guard(
                attempt, () -> place.groups(filter, path, ofElements).iterator())) {
            while (MongoFaults.guard(attempt, cursor::hasNext)) {
                RawBsonDocument group = MongoFaults.guard(attempt, cursor::next);
                meaning(within, one, group).ifPresent(lowest::add);
            }
        }
        return lowest.values();
    }

    /** Empty for what the field cannot have: a page names the documents that hold it. */
    private static Optional<Value> meaning(QueryScope scope, FieldDef field, RawBsonDocument group) {
        try {
            Optional<Value> stored = BsonReading.member(group, KeyLayout.ID).filter(it -> !(it instanceof Value.Null));
            return scope.legacy().contentOf(field, stored).filter(it -> holds(field, it));
        } catch (UnmappableException e) {
            return Optional.empty();
        }
    }

    private static boolean holds(FieldDef field, Value value) {
        return field.type() instanceof FieldType.Scalar it
                && it.kind().holds(value)
                && !(value instanceof Value.Real real && Double.isNaN(real.value()));
    }
}
