// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.stellaops.persistence.postgres.internal.Database.Access;

/**
 * One module's share of pools that several modules use: three quarters of each, so that none can keep the others waiting. Safe for
 * concurrent use.
 */
final class SharedSessions implements Sessions {

    private final Sessions pools;
    private final ConnectionShare share;
    private final Runnable release;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * A share.
     *
     * @param release called once, when the share is given back
     */
    SharedSessions(Sessions pools, int connections, int maintenanceConnections, Duration longest, Runnable release) {
        this.pools = pools;
        this.share = new ConnectionShare(
                shareOf(connections),
                shareOf(maintenanceConnections),
                longest,
                "the module's share of the connections is in use");
        this.release = release;
    }

    static int shareOf(int connections) {
        return Math.max(1, connections * 3 / 4);
    }

    @Override
    public Lease lease(Access access) throws SQLException {
        if (closed.get()) {
            throw new IllegalStateException("the backend is closed");
        }
        share.enter(access);
        try {
            return new Shared(pools.lease(access), () -> share.leave(access));
        } catch (SQLException | RuntimeException | Error e) {
            share.leave(access);
            throw e;
        }
    }

    @Override
    public String settings() {
        return pools.settings();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            release.run();
        }
    }

    private record Shared(Lease lease, Runnable leave) implements Lease {

        @Override
        public Connection connection() {
            return lease.connection();
        }

        @Override
        public void close() throws SQLException {
            try {
                lease.close();
            } finally {
                leave.run();
            }
        }
    }
}
