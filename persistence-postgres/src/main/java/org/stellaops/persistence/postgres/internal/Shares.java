// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;

/**
 * Shares of the service's connections: one at a time for changes of one key, three quarters for one tenant of an entity type and
 * for one entity type. Whoever waits for a lock in the database keeps a connection, so without shares one locked key would take
 * those of all others.
 *
 * <p>Safe for concurrent use. Waits for a share no longer than for a connection. Not reentrant.
 */
final class Shares {

    private final int most;
    private final Duration longest;
    private final Map<Object, Share> shares = new HashMap<>();

    Shares(int connections, Duration longest) {
        this.most = Math.max(1, connections * 3 / 4);
        this.longest = longest;
    }

    private record OfKey(String type, RecordKey key) {}

    private record OfTenant(String type, String tenant) {}

    private record OfType(String type) {}

    /** What somebody waits for, for as long as anybody does. */
    private static final class Share {

        private final Semaphore free;
        private int users;

        private Share(int most) {
            this.free = new Semaphore(most, true);
        }
    }

    /** Changes one key within its shares. */
    <T> T change(String type, RecordKey key, Supplier<T> work) {
        return within(
                key.toString(),
                List.of(new OfKey(type, key), new OfTenant(type, key.tenantOrEmpty()), new OfType(type)),
                work);
    }

    /** Reads of one tenant within its shares. */
    <T> T read(String type, String tenant, Supplier<T> work) {
        return within("a read", List.of(new OfTenant(type, tenant), new OfType(type)), work);
    }

    private <T> T within(String what, List<Object> names, Supplier<T> work) {
        Deque<Object> entered = new ArrayDeque<>();
        long end = System.nanoTime() + longest.toNanos();
        try {
            for (Object name : names) {
                enter(name, end - System.nanoTime(), what);
                entered.push(name);
            }
            return work.get();
        } finally {
            entered.forEach(it -> leave(it, true));
        }
    }

    private void enter(Object name, long nanos, String what) {
        Share share;
        synchronized (shares) {
            share = shares.computeIfAbsent(name, it -> new Share(it instanceof OfKey ? 1 : most));
            share.users++;
        }
        boolean isIn = false;
        try {
            isIn = share.free.tryAcquire(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(Fault.Kind.INTERRUPTED, "waiting for a connection for " + what, null);
        } finally {
            if (!isIn) {
                leave(name, false);
            }
        }
        if (!isIn) {
            throw new StoreException(
                    Fault.Kind.OVERLOADED,
                    "asking PostgreSQL for " + what
                            + " was not begun: others of the same key, tenant or entity type keep their"
                            + " share of the connections busy; ask less at once, or find what locks them",
                    null);
        }
    }

    private void leave(Object name, boolean release) {
        synchronized (shares) {
            Share share = shares.get(name);
            if (share == null) {
                return;
            }
            if (release) {
                share.free.release();
            }
            if (--share.users == 0) {
                shares.remove(name);
            }
        }
    }
}
