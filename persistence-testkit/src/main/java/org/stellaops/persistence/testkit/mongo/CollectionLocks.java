// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.mongo;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The locks of collections: {@code collMod} takes a collection exclusively, a transaction shares it, and whoever comes while
 * {@code collMod} waits, waits behind it. After {@code maxTimeMS} it answers 50.
 */
public final class CollectionLocks implements MongoScript {

    private static final int MAX_TIME_MS_EXPIRED = 50;

    private final Map<String, ReentrantReadWriteLock> locks = new ConcurrentHashMap<>();
    private final AtomicInteger timedOut = new AtomicInteger();

    /** A transaction that holds its collection until it is closed. */
    public interface OpenTransaction extends AutoCloseable {
        @Override
        void close();
    }

    /** Locks that nobody holds. */
    public CollectionLocks() {}

    /** How often {@code collMod} did not get its lock in time. */
    public int timedOut() {
        return timedOut.get();
    }

    /** Begins a transaction on a collection; it holds the lock when this returns. */
    public OpenTransaction transaction(String collection) {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Thread thread = new Thread(
                () -> {
                    ReentrantReadWriteLock lock = lock(collection);
                    lock.readLock().lock();
                    try {
                        held.countDown();
                        await(ended);
                    } finally {
                        lock.readLock().unlock();
                    }
                },
                "long-transaction");
        thread.setDaemon(true);
        thread.start();
        await(held);
        return ended::countDown;
    }

    @Override
    public Document answer(Call call) {
        if (!(call.query().get(call.command()) instanceof String collection)) {
            return call.standIn();
        }
        ReentrantReadWriteLock lock = lock(collection);
        if (!call.command().equals("collMod")) {
            lock.readLock().lock();
            try {
                return call.standIn();
            } finally {
                lock.readLock().unlock();
            }
        }
        requireExclusive(lock, call.query());
        try {
            return call.standIn();
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void requireExclusive(ReentrantReadWriteLock lock, Document query) {
        long limit = query.get("maxTimeMS") instanceof Number it ? it.longValue() : Long.MAX_VALUE;
        boolean locked = false;
        try {
            locked = lock.writeLock().tryLock(limit, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!locked) {
            timedOut.incrementAndGet();
            throw new MongoServerError(MAX_TIME_MS_EXPIRED, "MaxTimeMSExpired", "operation exceeded time limit");
        }
    }

    private ReentrantReadWriteLock lock(String collection) {
        return locks.computeIfAbsent(collection, name -> new ReentrantReadWriteLock(true));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
