// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import java.util.ArrayList;
import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.value.Value;

/**
 * Converts conditions on one member of a JSON value to filters. MongoDB looks through an array at any place of a path; each comparison
 * therefore says that there is none.
 */
final class MemberFilters {

    private final ConditionFilters outer;
    private final String path;
    private final List<BsonDocument> documentsAbove = new ArrayList<>();

    /**
     * Filters of the member at a path.
     *
     * @param names how many names of the path lead into the JSON value
     */
    MemberFilters(ConditionFilters outer, String path, int names) {
        this.outer = outer;
        this.path = path;
        String above = path;
        for (int i = 0; i < names && above.contains("."); i++) {
            above = above.substring(0, above.lastIndexOf('.'));
            documentsAbove.add(0, isNoArray(above));
        }
    }

    BsonDocument of(Condition condition) {
        if (condition instanceof Condition.Compare it) {
            return compared(ConditionFilters.nameOf(it.operator()), BsonWriting.of(it.value()));
        } else if (condition instanceof Condition.In it) {
            return compared("$in", bson(it.values()));
        } else if (condition instanceof Condition.Prefix it) {
            return all(List.of(
                    compared("$type", new BsonString("string")),
                    compared("$regex", new BsonString(ConditionFilters.pattern(it.prefix())))));
        } else if (condition instanceof Condition.Missing) {
            return not(isThere());
        } else if (condition instanceof Condition.And it) {
            return new BsonDocument("$and", each(it.parts(), Condition.all()));
        } else if (condition instanceof Condition.Or it) {
            return new BsonDocument("$or", each(it.parts(), Condition.or()));
        } else if (condition instanceof Condition.Not it) {
            return not(of(it.part()));
        }
        return new BsonDocument();
    }

    /** MongoDB takes no conjunction and no disjunction of nothing. */
    private BsonArray each(List<Condition> parts, Condition none) {
        return parts.isEmpty()
                ? new BsonArray(List.of(outer.of(none)))
                : new BsonArray(parts.stream().map(this::of).toList());
    }

    private BsonDocument compared(String operator, BsonValue operand) {
        List<BsonDocument> all = new ArrayList<>(documentsAbove);
        all.add(isNoArray(path));
        all.add(new BsonDocument(path, new BsonDocument(operator, operand)));
        return all(all);
    }

    /** An array is there, whatever it holds. */
    private BsonDocument isThere() {
        List<BsonDocument> all = new ArrayList<>(documentsAbove);
        all.add(new BsonDocument(
                "$or",
                new BsonArray(List.of(
                        new BsonDocument(path, new BsonDocument("$type", new BsonString("array"))),
                        new BsonDocument(path, new BsonDocument("$ne", BsonNull.VALUE))))));
        return all(all);
    }

    private static BsonDocument all(List<BsonDocument> filters) {
        return new BsonDocument("$and", new BsonArray(filters));
    }

    private static BsonDocument not(BsonDocument filter) {
        return new BsonDocument("$nor", new BsonArray(List.of(filter)));
    }

    private static BsonDocument isNoArray(String at) {
        return new BsonDocument(at, new BsonDocument("$not", new BsonDocument("$type", new BsonString("array"))));
    }

    private static BsonArray bson(List<Value> values) {
        return new BsonArray(values.stream().map(BsonWriting::of).toList());
    }
}
