// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.mongo;

import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A collection with a default collation of strength 2: a statement that names no collation takes texts for equal that differ
 * in case only. Ids are looked up and compared so; {@code listCollections} tells of the collation.
 */
public final class DefaultCollation implements MongoScript {

    private static final Set<String> STATEMENTS =
            Set.of("find", "update", "delete", "aggregate", "count", "createIndexes");

    private final String collection;
    private final Set<String> withoutCollation = ConcurrentHashMap.newKeySet();

    /** The default collation of a collection. */
    public DefaultCollation(String collection) {
        this.collection = collection;
    }

    /** The commands on the collection that came without a collation. */
    public Set<String> withoutCollation() {
        return Set.copyOf(withoutCollation);
    }

    @Override
    public Document answer(Call call) {
        if (call.command().equals("listCollections")) {
            return described(call.standIn());
        } else if (!collection.equals(call.query().get(call.command())) || !compares(call)) {
            return call.standIn();
        }
        for (Document statement : statements(call)) {
            if (!statement.containsKey("collation")) {
                withoutCollation.add(call.command());
                ignoreCase(statement);
            }
        }
        return call.standIn();
    }

    /** A count of all documents is taken from metadata. */
    private static boolean compares(Call call) {
        return STATEMENTS.contains(call.command())
                && (!call.command().equals("count") || call.query().containsKey("query"));
    }

    /** What may name a collation: the command, or each of its statements. */
    @SuppressWarnings("unchecked") // The form of the commands.
    private static List<Document> statements(Call call) {
        String parts = switch (call.command()) {
            case "update" -> "updates";
            case "delete" -> "deletes";
            case "createIndexes" -> "indexes";
            default -> "";
        };
        return parts.isEmpty()
                ? List.of(call.query())
                : (List<Document>) Objects.requireNonNull(call.query().get(parts));
    }

    private static void ignoreCase(Document statement) {
        for (String member : List.of("filter", "q", "query")) {
            if (statement.get(member) instanceof Document filter && filter.get("_id") instanceof String id) {
                filter.put(
                        "_id", new Document("$in", List.of(id.toLowerCase(Locale.ROOT), id.toUpperCase(Locale.ROOT))));
            }
        }
    }

    @SuppressWarnings("unchecked") // The form of the answer.
    private Document described(Document answer) {
        Document cursor = (Document) Objects.requireNonNull(answer.get("cursor"));
        for (Document it : (List<Document>) Objects.requireNonNull(cursor.get("firstBatch"))) {
            if (collection.equals(it.get("name"))) {
                Document options = it.get("options") instanceof Document there ? there : new Document();
                options.put("collation", new Document("locale", "en").append("strength", 2));
                it.put("options", options);
            }
        }
        return answer;
    }
}
