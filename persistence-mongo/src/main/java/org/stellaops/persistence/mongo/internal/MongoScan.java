// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import com.mongodb.client.MongoCursor;
import java.util.ArrayDeque;
import java.util.Deque;
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
    private final Deque<CursorSource<T>> parts;
    private @Nullable CursorSource<T> part;
    private @Nullable MongoCursor<RawBsonDocument> cursor;

    /**
     * One cursor.
     *
     * @param open opens it
     * @param each maps a document
     */
    record CursorSource<T>(Supplier<MongoCursor<RawBsonDocument>> open, Function<RawBsonDocument, T> each) {}

    /** A scan that opens its first cursor on first use. */
    MongoScan(String attempt, List<CursorSource<T>> parts) {
        this.attempt = attempt;
        this.parts = new ArrayDeque<>(parts);
    }

    @Override
    public boolean hasNext() {
        while (true) {
            MongoCursor<RawBsonDocument> open = cursor;
            if (open != null && MongoFaults.guard(attempt, open::hasNext)) {
                return true;
            }
            closeCursor();
            if (!openNext()) {
                return false;
            }
        }
    }

    @Override
    public T next() {
        CursorSource<T> current = hasNext() ? part : null;
        MongoCursor<RawBsonDocument> open = cursor;
        if (current == null || open == null) {
            throw new NoSuchElementException("the scan has come to its end");
        }
        return current.each().apply(MongoFaults.guard(attempt, open::next));
    }

    @Override
    public void close() {
        parts.clear();
        closeCursor();
    }

    private boolean openNext() {
        part = parts.poll();
        if (part != null) {
            cursor = MongoFaults.guard(attempt, part.open());
        }
        return part != null;
    }

    private void closeCursor() {
        MongoCursor<RawBsonDocument> open = cursor;
        cursor = null;
        if (open != null) {
            open.close();
        }
    }
}
