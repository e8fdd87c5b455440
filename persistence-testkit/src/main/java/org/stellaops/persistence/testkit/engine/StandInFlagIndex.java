// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.engine;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.EmptyIndex;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.bson.Document;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An index of the documents that have a member, which finds them for a query that asks for this member; of queries it serves no others. The
 * plain stand-in has no index that is not unique, so that it looks at every document for the few with a flag.
 */
final class StandInFlagIndex extends EmptyIndex<Integer> {

    private static final String ID = "_id";

    private final String path;
    private final List<String> names;
    private final Map<KeyValue, Integer> positions = new HashMap<>();

    private StandInFlagIndex(String name, List<IndexKey> keys, String path) {
        super(name, keys);
        this.path = path;
        this.names = List.of(path.split("\\."));
    }

    /** Empty unless the filter asks for one member to exist and nothing else. */
    static Optional<StandInFlagIndex> of(String name, List<IndexKey> keys, @Nullable Document filter) {
        return filter != null && filter.size() == 1
                ? filter.keySet().stream()
                        .filter(path -> isThere(filter.get(path)))
                        .findFirst()
                        .map(path -> new StandInFlagIndex(name, keys, path))
                : Optional.empty();
    }

    private static boolean isThere(@Nullable Object condition) {
        return condition instanceof Document it && it.size() == 1 && Boolean.TRUE.equals(it.get("$exists"));
    }

    @Override
    public synchronized void add(Document document, Integer position, MongoCollection<Integer> in) {
        if (holds(document)) {
            positions.put(key(document), position);
        }
    }

    @CanIgnoreReturnValue
    @Override
    public synchronized @Nullable Integer remove(Document document) {
        return positions.remove(key(document));
    }

    @Override
    public synchronized void updateInPlace(
            Document before, Document after, Integer position, MongoCollection<Integer> in) {
        remove(before);
        add(after, position, in);
    }

    @Override
    public boolean canHandle(Document query) {
        return StandInIdIndex.parts(query).anyMatch(it -> isThere(it.get(path)));
    }

    /** In the order of the collection. */
    @Override
    public synchronized Iterable<Integer> getPositions(Document query) {
        return positions.values().stream().sorted().toList();
    }

    @Override
    public synchronized long getCount() {
        return positions.size();
    }

    /** Or may hold it, as an array does on the way: the documents that an index found are compared with the query. */
    private boolean holds(Document document) {
        Object value = document;
        for (String name : names) {
            if (value instanceof Collection) {
                return true;
            } else if (!(value instanceof Document inner) || !inner.containsKey(name)) {
                return false;
            } else {
                value = inner.get(name);
            }
        }
        return true;
    }

    private static KeyValue key(Document document) {
        return new KeyValue(document.get(ID)).normalized();
    }
}
