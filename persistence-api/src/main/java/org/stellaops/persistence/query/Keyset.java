// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.query;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.stellaops.persistence.Limits;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.ExtendedJson;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/**
 * Keyset pagination: creates the token of a page's last record, and converts a token into a condition, so that
 * backends do not handle pages.
 */
public final class Keyset {

    private static final int FINGERPRINT_DIGITS = 16;

    private Keyset() {}

    /** The sort criteria followed by the id: the total order of a query. */
    public static List<Sort> totalOrder(EntityType<?> type, Query query) {
        List<Sort> order = new ArrayList<>();
        Set<String> fields = new HashSet<>();
        for (Sort sort : query.sorts()) {
            // A field that is named again cannot matter, and a sort document of MongoDB would take the last for the
            // first.
            if (fields.add(sort.field())) {
                order.add(sort);
            }
        }
        if (fields.add(type.idField())) {
            order.add(new Sort(type.idField(), Sort.Direction.ASCENDING));
        }
        return List.copyOf(order);
    }

    /** The token of the page that begins after this record. */
    public static PageToken tokenAfter(EntityType<?> type, Query query, StoredRecord last) {
        List<Value> values = new ArrayList<>();
        for (Sort sort : totalOrder(type, query)) {
            values.add(Evaluation.valueOf(type, last, sort.field()).orElse(Value.Null.NULL));
        }
        Struct body = Struct.builder()
                .put("q", fingerprint(type, query))
                .put("v", new Value.Items(values))
                .build();
        String text = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(ExtendedJson.write(body).getBytes(StandardCharsets.UTF_8));
        if (text.length() > Limits.LONGEST_TOKEN) {
            throw new IllegalArgumentException("record " + last.key() + " of " + type
                    + " is the last of its page, and what it is ordered by does not fit into a page token of "
                    + Limits.LONGEST_TOKEN + " characters; order by a shorter field");
        }
        return new PageToken(text);
    }

    /**
     * The condition of a query with that of its token, if it has one.
     *
     * @throws IllegalArgumentException if the token is malformed or was made by another query
     */
    public static Condition condition(EntityType<?> type, Query query) {
        Condition where = new InstantGrid(type).of(query.where());
        return query.after()
                .map(token -> Condition.and(where, behind(totalOrder(type, query), values(type, query, token))))
                .orElse(where);
    }

    private static List<Value> values(EntityType<?> type, Query query, PageToken token) {
        Value body;
        try {
            body = ExtendedJson.read(new String(Base64.getUrlDecoder().decode(token.text()), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            // Without the cause, which quotes what somebody made up.
            throw malformed();
        }
        if (body instanceof Struct it
                && it.find("q").equals(Optional.of(Value.of(fingerprint(type, query))))
                && it.find("v").orElse(Value.Null.NULL) instanceof Value.Items items
                && items.values().size() == totalOrder(type, query).size()) {
            requireFit(type, query, items.values());
            return items.values();
        }
        throw new IllegalArgumentException(
                "the page token was made by another query on " + type + "; start again at the first page");
    }

    /** A token is not signed, so each value may be anything; what no record can hold is refused before a database is asked. */
    private static void requireFit(EntityType<?> type, Query query, List<Value> values) {
        List<Sort> order = totalOrder(type, query);
        for (int i = 0; i < values.size(); i++) {
            boolean isId = order.get(i).field().equals(type.idField());
            if (values.get(i) instanceof Value.Null && !isId) {
                continue;
            }
            try {
                QueryRules.checkValue(type, order.get(i).field(), values.get(i));
            } catch (IllegalArgumentException e) {
                throw malformed();
            }
        }
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException("the page token is malformed; start again at the first page");
    }

    /** Behind (a, b, id) is: behind a; or equal in a and behind b; or equal in both and behind id. */
    private static Condition behind(List<Sort> order, List<Value> values) {
        List<Condition> cases = new ArrayList<>();
        List<Condition> equals = new ArrayList<>();
        for (int i = 0; i < order.size(); i++) {
            List<Condition> all = new ArrayList<>(equals);
            all.add(behind(order.get(i), values.get(i)));
            cases.add(new Condition.And(all));
            equals.add(equal(order.get(i).field(), values.get(i)));
        }
        return new Condition.Or(cases);
    }

    private static Condition behind(Sort sort, Value value) {
        boolean missing = value instanceof Value.Null;
        Condition isMissing = new Condition.Missing(sort.field());
        if (sort.direction() == Sort.Direction.ASCENDING) {
            return missing
                    ? Condition.not(isMissing)
                    : new Condition.Compare(sort.field(), Condition.Operator.GREATER, value);
        }
        return missing
                ? Condition.or()
                : Condition.or(new Condition.Compare(sort.field(), Condition.Operator.LESS, value), isMissing);
    }

    private static Condition equal(String field, Value value) {
        return value instanceof Value.Null
                ? new Condition.Missing(field)
                : new Condition.Compare(field, Condition.Operator.EQUAL, value);
    }

    private static String fingerprint(EntityType<?> type, Query query) {
        String text = type + " " + query.where() + " " + query.sorts();
        return ContentHash.of(Value.of(text)).hex().substring(0, FINGERPRINT_DIGITS);
    }
}
