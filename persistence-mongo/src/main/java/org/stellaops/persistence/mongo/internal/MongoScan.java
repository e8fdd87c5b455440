// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import com.mongodb.client.MongoCursor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
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
    private Optional<T> upcoming = Optional.empty();

    /**
     * One cursor.
     *
     * @param open opens it
     * @param each maps a document; empty skips it
     */
    record CursorSource<T>(Supplier<MongoCursor<RawBsonDocument>> open, Function<RawBsonDocument, Optional<T>> each) {}

    /** A scan that opens its first cursor on first use. */
    MongoScan(String attempt, List<CursorSource<T>> parts) {
        this.attempt = attempt;
        this.parts = new ArrayDeque<>(parts);
    }

    @Override
    public boolean hasNext() {
        while (upcoming.isEmpty() && advance()) {
            // Until a document is not skipped.
        }
        return upcoming.isPresent();
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the scan has come to its end");
        }
        T found = upcoming.orElseThrow();
        upcoming = Optional.empty();
        return found;
    }

    @Override
    public void close() {
        parts.clear();
        upcoming = Optional.empty();
        closeCursor();
    }

    /** One step: opens a cursor, reads a document, or closes an exhausted cursor; false when nothing is left. */
    private boolean advance() {
        CursorSource<T> current = part;
        MongoCursor<RawBsonDocument> open = cursor;
        if (current == null || open == null) {
            return openNext();
        } else if (MongoFaults.guard(attempt, open::hasNext)) {
            upcoming = current.each().apply(MongoFaults.guard(attempt, open::next));
        } else {
            closeCursor();
        }
        return true;
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
