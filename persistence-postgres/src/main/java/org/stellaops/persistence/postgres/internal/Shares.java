package org.stellaops.persistence.postgres.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
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

    /** What was entered, to be left in the same thread or another. */
    final class Entered implements AutoCloseable {

        private final List<Object> names = new ArrayList<>();

        @Override
        public void close() {
            for (int i = names.size() - 1; i >= 0; i--) {
                leave(names.get(i), true);
            }
            names.clear();
        }
    }

    /** Enters the shares of a change of one key. */
    Entered change(String type, RecordKey key) {
        return enter(key.toString(), new OfKey(type, key), new OfTenant(type, key.tenantOrEmpty()), new OfType(type));
    }

    /** Enters the shares of a read of one tenant. */
    Entered read(String type, String tenant) {
        return enter("a read", new OfTenant(type, tenant), new OfType(type));
    }

    private Entered enter(String what, Object... names) {
        Entered entered = new Entered();
        long end = System.nanoTime() + longest.toNanos();
        try {
            for (Object name : names) {
                enter(name, end - System.nanoTime(), what);
                entered.names.add(name);
            }
            return entered;
        } catch (RuntimeException | Error e) {
            entered.close();
            throw e;
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
