// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.engine;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.memory.MemoryCollection;
import de.bwaldvogel.mongo.bson.Document;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A collection that does without what the plain one does for nobody. That one compares the id of each document that the index found with each
 * that was asked for: five hundred times five hundred for a batch.
 */
final class StandInCollection extends MemoryCollection {

    private static final String ID = "_id";
    private static final Document IN_ORDER = new Document(ID, 1);
    private static final int FEW = 20;

    /** Of the query that was matched last. */
    private volatile @Nullable Wanted last;

    StandInCollection(MongoDatabase database, String name, CollectionOptions options, CursorRegistry cursorRegistry) {
        super(database, name, options, cursorRegistry);
    }

    /** The size of each document would be counted before and after each update, which takes longer than the update; nobody asks for it. */
    @Override
    protected boolean tracksDataSize() {
        return false;
    }

    /** Whatever is asked for in the order of the ids, and is not among few with a flag, is found in that order and not sorted. */
    @Override
    protected QueryResult queryDocuments(
            Document query,
            @Nullable Document orderBy,
            int numberToSkip,
            int limit,
            int batchSize,
            @Nullable Document fieldSelector) {
        Optional<Iterable<Integer>> positions =
                IN_ORDER.equals(orderBy) && !isOfFew(query) ? ids().flatMap(it -> it.inOrder(query)) : Optional.empty();
        return positions.isPresent()
                ? matchDocuments(query, positions.get(), null, numberToSkip, limit, batchSize, fieldSelector)
                : super.queryDocuments(query, orderBy, numberToSkip, limit, batchSize, fieldSelector);
    }

    private boolean isOfFew(Document query) {
        return getIndexes().stream()
                .anyMatch(it -> it instanceof StandInFlagIndex && it.getCount() * FEW < count() && it.canHandle(query));
    }

    private Optional<StandInIdIndex> ids() {
        return getIndexes().stream()
                .filter(StandInIdIndex.class::isInstance)
                .map(StandInIdIndex.class::cast)
                .findFirst();
    }

    private record Wanted(Document query, Set<KeyValue> ids, Document rest) {}

    @Override
    protected boolean documentMatchesQuery(Document document, Document query) {
        return wanted(query)
                .filter(it -> it.ids().contains(key(document.get(ID))))
                .map(it -> super.documentMatchesQuery(document, it.rest()))
                .orElseGet(() -> super.documentMatchesQuery(document, query));
    }

    @SuppressWarnings("ReferenceEquality") // One query is matched with every document that was found.
    private Optional<Wanted> wanted(Document query) {
        Wanted known = last;
        if (known != null && known.query() == query) {
            return Optional.of(known);
        }
        if (query.get(ID) instanceof Document condition
                && condition.size() == 1
                && condition.get("$in") instanceof Collection<?> ids
                && ids.size() > FEW) {
            Set<KeyValue> keys = new HashSet<>();
            ids.forEach(id -> keys.add(key(id)));
            Document rest = query.clone();
            rest.remove(ID);
            Wanted made = new Wanted(query, keys, rest);
            last = made;
            return Optional.of(made);
        }
        return Optional.empty();
    }

    private static KeyValue key(@Nullable Object id) {
        return new KeyValue(id).normalized();
    }
}
