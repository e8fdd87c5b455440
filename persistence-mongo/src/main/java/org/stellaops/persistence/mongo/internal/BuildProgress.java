// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;

/** Waits for an index build on a thread of its own, and asks the server meanwhile how far it is. */
final class BuildProgress {

    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final BsonInt64 ZERO = new BsonInt64(0);

    private final MongoDatabase admin;
    private final String database;
    private final String collection;

    /** Receives how many documents were read, 0 if the server does not say, and for how long the build has run. */
    interface Receiver {
        void reached(long done, Duration elapsed);
    }

    BuildProgress(MongoDatabase admin, String database, String collection) {
        this.admin = admin;
        this.database = database;
        this.collection = collection;
    }

    /**
     * Runs the build and waits for it; reports on the calling thread.
     *
     * @throws StoreException if the build fails, or the calling thread is interrupted; the server then goes on building
     */
    <T> T await(Supplier<T> build, Receiver receiver) {
        FutureTask<T> task = new FutureTask<>(build::get);
        Thread thread = new Thread(task, "persistence-mongo-index-build");
        thread.setDaemon(true);
        thread.start();
        long begin = System.nanoTime();
        while (true) {
            try {
                T built = task.get(EVERY.toMillis(), TimeUnit.MILLISECONDS);
                return built;
            } catch (TimeoutException e) {
                receiver.reached(done(), Duration.ofNanos(System.nanoTime() - begin));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StoreException(
                        Fault.Kind.INTERRUPTED,
                        "tried to wait for the indexes of " + collection
                                + "; the thread was interrupted; the server goes on building them",
                        e);
            } catch (ExecutionException e) {
                throw e.getCause() instanceof StoreException it
                        ? new StoreException(it.fault(), it)
                        : new StoreException(
                                Fault.Kind.BROKEN, "tried to build the indexes of " + collection, e.getCause());
            }
        }
    }

    /** A server without {@code $currentOp}, or a login without the right to it, says nothing. */
    private long done() {
        BsonDocument ofBuild = new BsonDocument("command.createIndexes", new BsonString(collection))
                .append("command.$db", new BsonString(database));
        List<BsonDocument> stages =
                List.of(new BsonDocument("$currentOp", new BsonDocument()), new BsonDocument("$match", ofBuild));
        try {
            return admin.aggregate(stages, BsonDocument.class).into(new ArrayList<>()).stream()
                    .filter(it -> it.containsKey("progress"))
                    .mapToLong(it ->
                            it.getDocument("progress").getNumber("done", ZERO).longValue())
                    .sum();
        } catch (MongoException e) {
            return 0;
        }
    }
}
