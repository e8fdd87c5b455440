// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.stellaops.persistence.postgres.internal.Database.Access;

/** How many connections a module may use at a time, for callers and for work across tenants. Safe for concurrent use. */
final class ConnectionShare {

    private final Semaphore service;
    private final Semaphore maintenance;
    private final Duration longest;
    private final String inUse;

    /**
     * A share.
     *
     * @param longest how long a caller waits for one
     * @param inUse the message if none becomes free
     */
    ConnectionShare(int connections, int maintenanceConnections, Duration longest, String inUse) {
        this.service = new Semaphore(connections, true);
        this.maintenance = new Semaphore(maintenanceConnections, true);
        this.longest = longest;
        this.inUse = inUse;
    }

    void enter(Access access) throws SQLException {
        try {
            if (!of(access).tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new SQLTransientConnectionException(inUse);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLTransientConnectionException("interrupted while waiting for a connection", e);
        }
    }

    void leave(Access access) {
        of(access).release();
    }

    private Semaphore of(Access access) {
        return access == Access.MAINTENANCE ? maintenance : service;
    }
}
