// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Lays members over a document that is there: they keep their places, and what is equal keeps its BSON. */
final class DocumentOverlay {

    private final List<String> order;

    /**
     * Overlays for documents of one type.
     *
     * @param order the names of members in the order that new documents have
     */
    DocumentOverlay(List<String> order) {
        this.order = order;
    }

    /** A document that is new. */
    BsonDocument fresh(Struct members) {
        return inOrder(BsonWriting.document(members));
    }

    /**
     * The members in the places of those that are there, new ones behind them.
     *
     * @param held the document that is there, without what is no member of the record
     */
    BsonDocument over(BsonDocument held, Struct heldMembers, Struct members) {
        BsonDocument document = new BsonDocument();
        for (Map.Entry<String, BsonValue> member : held.entrySet()) {
            String name = member.getKey();
            Value before = heldMembers.members().get(name);
            Value after = members.members().get(name);
            if (before != null && after != null) {
                document.append(name, value(member.getValue(), before, after));
            }
        }
        Struct added = members;
        for (String name : document.keySet()) {
            added = added.without(name);
        }
        document.putAll(fresh(added));
        return document;
    }

    private BsonValue value(BsonValue held, Value before, Value after) {
        if (before.equals(after)) {
            return held;
        } else if (before instanceof Struct b && after instanceof Struct a && held.isDocument()) {
            return over(held.asDocument(), b, a);
        } else if (before instanceof Value.Items b && after instanceof Value.Items a && held.isArray()) {
            return array(held.asArray(), b.values(), a.values());
        }
        return written(after);
    }

    private BsonArray array(BsonArray held, List<Value> before, List<Value> after) {
        BsonArray array = new BsonArray();
        Set<Integer> used = new HashSet<>();
        for (int i = 0; i < after.size(); i++) {
            int from = placeOf(before, after.get(i), i, used);
            if (from >= 0) {
                used.add(from);
                array.add(held.get(from));
            } else {
                array.add(i < before.size() ? value(held.get(i), before.get(i), after.get(i)) : written(after.get(i)));
            }
        }
        return array;
    }

    private static int placeOf(List<Value> before, Value wanted, int preferred, Set<Integer> used) {
        if (preferred < before.size() && before.get(preferred).equals(wanted) && !used.contains(preferred)) {
            return preferred;
        }
        for (int i = 0; i < before.size(); i++) {
            if (!used.contains(i) && before.get(i).equals(wanted)) {
                return i;
            }
        }
        return -1;
    }

    private BsonValue written(Value value) {
        return ordered(BsonWriting.of(value));
    }

    private BsonValue ordered(BsonValue value) {
        if (value.isDocument()) {
            return inOrder(value.asDocument());
        } else if (value.isArray()) {
            BsonArray array = new BsonArray();
            value.asArray().forEach(it -> array.add(ordered(it)));
            return array;
        }
        return value;
    }

    private BsonDocument inOrder(BsonDocument document) {
        if (order.isEmpty()) {
            return document;
        }
        List<Map.Entry<String, BsonValue>> members = new ArrayList<>(document.entrySet());
        members.sort(Comparator.comparingInt(it -> placeOf(it.getKey())));
        BsonDocument ordered = new BsonDocument();
        members.forEach(it -> ordered.append(it.getKey(), ordered(it.getValue())));
        return ordered;
    }

    private int placeOf(String name) {
        int place = order.indexOf(name);
        return place < 0 ? order.size() : place;
    }
}
