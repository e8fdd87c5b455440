// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.engine;

import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets members of a document have dots in their names, as MongoDB does. The plain stand-in inserts such a document and
 * then
 * breaks off in the middle of every later update of it; so it is kept under names that have none.
 */
final class StandInNames {

    /** A noncharacter, so that no name contains it. */
    private static final char STAND_IN = '\uFDD0';

    private static final char DOT = '.';

    /** Whether any name was ever replaced; until then no answer is searched for one. */
    private static volatile boolean replaced;

    private StandInNames() {}

    /** Replaces dots in documents that a command is about to store. */
    static void keep(String command, Document query) {
        if (command.equals("insert")) {
            renamed(query.get("documents"), DOT, STAND_IN).ifPresent(it -> query.put("documents", it));
        } else if (command.equals("update") && query.get("updates") instanceof Collection<?> updates) {
            updates.stream()
                    .filter(Document.class::isInstance)
                    .map(Document.class::cast)
                    .forEach(StandInNames::keepReplacement);
        }
    }

    /**
     * Copies the documents of an answer, with dots restored. The stand-in changes only the members of a document in place, and never what a
     * member holds, so a copy of the outermost map is enough.
     */
    static void give(Document answer) {
        if (answer.get("cursor") instanceof Document cursor) {
            for (String batch : List.of("firstBatch", "nextBatch")) {
                renamed(cursor.get(batch), STAND_IN, DOT).ifPresent(it -> cursor.put(batch, it));
            }
        }
        if (answer.get("value") instanceof Document found) {
            answer.put("value", renamed(found, STAND_IN, DOT));
        }
    }

    private static void keepReplacement(Document update) {
        if (update.get("u") instanceof Document replacement
                && replacement.keySet().stream().noneMatch(it -> it.startsWith("$"))) {
            update.put("u", renamed(replacement, DOT, STAND_IN));
        }
    }

    private static Optional<List<Object>> renamed(@Nullable Object documents, char from, char to) {
        if (!(documents instanceof Collection<?> all)) {
            return Optional.empty();
        }
        List<Object> renamed = new ArrayList<>(all.size());
        all.forEach(it -> renamed.add(it instanceof Document document ? renamed(document, from, to) : it));
        return Optional.of(renamed);
    }

    private static Document renamed(Document document, char from, char to) {
        if ((from == STAND_IN && !replaced) || !hasIn(document, from)) {
            return new Document(document);
        }
        replaced = true;
        return renamedOneByOne(document, from, to);
    }

    private static boolean hasIn(Document document, char sign) {
        for (String name : document.keySet()) {
            if (name.indexOf(sign) >= 0) {
                return true;
            }
        }
        return false;
    }

    private static Document renamedOneByOne(Document document, char from, char to) {
        Document renamed = new Document();
        for (Map.Entry<String, Object> member : document.entrySet()) {
            renamed.put(member.getKey().replace(from, to), member.getValue());
        }
        return renamed;
    }
}
