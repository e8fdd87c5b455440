// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import com.mongodb.client.MongoCursor;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.spi.Scan;

/** Iterates over one cursor after another, each opened when the previous one is exhausted. */
final class MongoScan<T> implements Scan<T> {

    private final String attempt;
    private final Deque<Supplier<MongoCursor<RawBsonDocument>>> cursors;
    private final Function<RawBsonDocument, T> each;
    private @Nullable CursorBatches batches;
    private Iterator<RawBsonDocument> batch = Collections.emptyIterator();

    /**
     * A scan that opens its first cursor on first use.
     *
     * @param each maps a document
     */
    MongoScan(String attempt, List<Supplier<MongoCursor<RawBsonDocument>>> cursors, Function<RawBsonDocument, T> each) {
        this.attempt = attempt;
        this.cursors = new ArrayDeque<>(cursors);
        this.each = each;
    }

    @Override
    public boolean hasNext() {
        while (!batch.hasNext()) {
            CursorBatches open = batches;
            if (open == null) {
                if (cursors.isEmpty()) {
                    return false;
                }
                batches = new CursorBatches(attempt, MongoFaults.guard(attempt, cursors.remove()));
            } else {
                batch = open.next().iterator();
                if (!batch.hasNext()) {
                    closeCursor();
                }
            }
        }
        return true;
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the scan has come to its end");
        }
        return each.apply(batch.next());
    }

    @Override
    public void close() {
        cursors.clear();
        batch = Collections.emptyIterator();
        closeCursor();
    }

    private void closeCursor() {
        CursorBatches open = batches;
        batches = null;
        if (open != null) {
            open.close();
        }
    }
}
