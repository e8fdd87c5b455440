// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import com.mongodb.MongoInterruptedException;
import com.mongodb.client.MongoCursor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * The documents of a cursor, a batch at a time, of which the next one is fetched while the last one is being read: otherwise server and
 * reader would wait for each other in turn. A collection of one batch needs no thread.
 *
 * <p>For one thread at a time. What is thrown while a batch is fetched, an {@code Error} included, is thrown to whoever asks for it.
 */
final class CursorBatches implements AutoCloseable {

    /** The thread goes on with the next one while its last one waits for the reader. */
    private static final int AHEAD = 2;

    private static final int LONGEST_CLOSING_SECONDS = 2;

    private final String attempt;
    private final MongoCursor<RawBsonDocument> cursor;
    private @Nullable ExecutorService thread;
    private final Deque<Future<List<RawBsonDocument>>> upcoming = new ArrayDeque<>();
    private volatile boolean closed;

    CursorBatches(String attempt, MongoCursor<RawBsonDocument> cursor) {
        this.attempt = attempt;
        this.cursor = cursor;
    }

    /** The next batch; empty at the end. */
    List<RawBsonDocument> next() {
        List<RawBsonDocument> batch = upcoming.isEmpty() ? fetch() : await(upcoming.remove());
        if (!batch.isEmpty() && (thread != null || cursor.getServerCursor() != null)) {
            while (upcoming.size() < AHEAD) {
                upcoming.add(thread().submit(this::fetch));
            }
        }
        return batch;
    }

    private List<RawBsonDocument> fetch() {
        return MongoFaults.guard(attempt, () -> {
            List<RawBsonDocument> batch = new ArrayList<>();
            if (!closed && cursor.hasNext()) {
                do {
                    batch.add(cursor.next());
                } while (cursor.available() > 0);
            }
            return batch;
        });
    }

    private ExecutorService thread() {
        if (thread == null) {
            thread = Executors.newSingleThreadExecutor(task -> {
                Thread made = new Thread(task, "persistence-mongo-scan");
                made.setDaemon(true);
                return made;
            });
        }
        return thread;
    }

    private List<RawBsonDocument> await(Future<List<RawBsonDocument>> fetched) {
        try {
            return fetched.get();
        } catch (InterruptedException e) {
            upcoming.addFirst(fetched);
            throw MongoFaults.of(attempt, new MongoInterruptedException("waiting for a batch", e));
        } catch (ExecutionException e) {
            // A reader that asks again is told again: what was fetched behind the failure is not what follows.
            upcoming.addFirst(fetched);
            if (e.getCause() instanceof Error it) {
                throw it;
            } else if (e.getCause() instanceof RuntimeException it) {
                throw it;
            }
            throw new IllegalStateException(attempt + ": reading a batch failed", e.getCause());
        }
    }

    /** Waits a moment for a batch that is being fetched; the driver closes the cursor behind one that takes longer. */
    @Override
    public void close() {
        closed = true;
        if (thread != null) {
            thread.shutdown();
            try {
                if (!thread.awaitTermination(LONGEST_CLOSING_SECONDS, TimeUnit.SECONDS)) {
                    thread.shutdownNow();
                }
            } catch (InterruptedException e) {
                thread.shutdownNow();
                Thread.currentThread().interrupt();
            }
        }
        cursor.close();
    }
}
