// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.engine;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.DefaultQueryMatcher;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.memory.index.MemoryUniqueIndex;
import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A unique index of the documents that match a filter. The plain stand-in treats every unique index as a full one. */
final class StandInPartialIndex extends MemoryUniqueIndex {

    private final Document filter;

    StandInPartialIndex(String name, List<IndexKey> keys, Document filter) {
        super(name, keys, true);
        this.filter = filter;
    }

    private boolean holds(Document document) {
        return new DefaultQueryMatcher().matches(document, filter);
    }

    @Override
    public synchronized void checkAdd(Document document, MongoCollection<Integer> in) {
        if (holds(document)) {
            super.checkAdd(document, in);
        }
    }

    @Override
    public synchronized void add(Document document, Integer position, MongoCollection<Integer> in) {
        if (holds(document)) {
            super.add(document, position, in);
        }
    }

    @CanIgnoreReturnValue
    @Override
    public synchronized @Nullable Integer remove(Document document) {
        return holds(document) ? super.remove(document) : null;
    }

    @Override
    public synchronized void checkUpdate(Document before, Document after, MongoCollection<Integer> in) {
        if (holds(after)) {
            super.checkUpdate(before, after, in);
        }
    }

    @Override
    public void updateInPlace(Document before, Document after, Integer position, MongoCollection<Integer> in) {
        remove(before);
        add(after, position, in);
    }

    @Override
    public synchronized boolean canHandle(Document query) {
        return false;
    }
}
