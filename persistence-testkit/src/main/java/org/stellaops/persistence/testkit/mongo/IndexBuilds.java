// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.mongo;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Index builds on collections that take as long as the test wants. Meanwhile {@code collMod} answers 12587, {@code
 * $currentOp} tells how far the build is, and every other statement is served.
 */
public final class IndexBuilds implements MongoScript {

    private static final int BUILD_IN_PROGRESS = 12587;

    private final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();
    private final Map<String, String> building = new ConcurrentHashMap<>();
    private final AtomicInteger commands = new AtomicInteger();

    /** Builds that take no time. */
    public IndexBuilds() {}

    /** Lets builds on a collection take until {@link #release}. */
    public void hold(String collection) {
        held.put(collection, new CountDownLatch(1));
    }

    /** Lets the builds on a collection end. */
    public void release(String collection) {
        Objects.requireNonNull(held.remove(collection)).countDown();
    }

    /** Lets all builds end. */
    public void releaseAll() {
        held.values().forEach(CountDownLatch::countDown);
        held.clear();
    }

    /** Whether an index of the collection is being built. */
    public boolean isBuilding(String collection) {
        return building.containsKey(collection);
    }

    /** How many {@code createIndexes} commands were sent. */
    public int commands() {
        return commands.get();
    }

    @Override
    public Document answer(Call call) {
        String collection = String.valueOf(call.query().get(call.command()));
        if (call.command().equals("createIndexes")) {
            return build(call, collection);
        } else if (call.command().equals("collMod") && isBuilding(collection)) {
            throw new MongoServerError(
                    BUILD_IN_PROGRESS,
                    "BackgroundOperationInProgressForNamespace",
                    "cannot perform operation: an index build is currently running for collection");
        } else if (call.command().equals("aggregate") && isCurrentOp(call.query())) {
            return currentOp();
        }
        return call.standIn();
    }

    private Document build(Call call, String collection) {
        commands.incrementAndGet();
        CountDownLatch latch = held.get(collection);
        if (latch == null) {
            return call.standIn();
        }
        building.put(collection, call.database());
        try {
            latch.await();
            return call.standIn();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return call.standIn();
        } finally {
            String unused = building.remove(collection);
        }
    }

    private static boolean isCurrentOp(Document query) {
        return query.get("pipeline") instanceof List<?> stages
                && !stages.isEmpty()
                && stages.get(0) instanceof Document first
                && first.containsKey("$currentOp");
    }

    private Document currentOp() {
        List<Document> operations = building.entrySet().stream()
                .map(it -> new Document(
                                "command", new Document("createIndexes", it.getKey()).append("$db", it.getValue()))
                        .append("msg", "Index Build: scanning collection")
                        .append("progress", new Document("done", 1).append("total", 2)))
                .toList();
        return new Document(
                        "cursor",
                        new Document("id", 0L)
                                .append("ns", "admin.$cmd.aggregate")
                                .append("firstBatch", operations))
                .append("ok", 1.0);
    }
}
