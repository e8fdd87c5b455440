// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.postgres.config.GivenDataSources;
import org.stellaops.persistence.postgres.config.PostgresConfig;
import org.stellaops.persistence.postgres.internal.Database.Access;
import org.stellaops.persistence.postgres.internal.Database.Mode;

/**
 * Connections of data sources of the application, as many at a time as the configuration allows the module. What a session of an
 * own pool has set is set for each transaction, so that nothing is left on a connection that is given back.
 */
final class GivenSessions implements Sessions {

    private final DataSource service;
    private final DataSource maintenance;
    private final ConnectionShare share;
    private final String settings;
    private volatile boolean checked;
    private volatile boolean closed;

    GivenSessions(PostgresConfig config, GivenDataSources given, Mode mode) {
        this.service = given.service();
        this.maintenance = given.maintenance().orElse(given.service());
        this.share = new ConnectionShare(
                config.maxPoolSize(),
                config.maintenancePoolSize(),
                config.connectTimeout(),
                "all connections that the module may use are in use");
        this.settings = new SessionSettings(config, mode).ofTransaction();
    }

    @Override
    public String settings() {
        return settings;
    }

    @Override
    public Lease lease(Access access) throws SQLException {
        if (closed) {
            throw new IllegalStateException("the backend is closed");
        }
        share.enter(access);
        try {
            Connection connection = (access == Access.MAINTENANCE ? maintenance : service).getConnection();
            return usable(new Lent(connection, () -> share.leave(access)));
        } catch (SQLException | RuntimeException | Error e) {
            share.leave(access);
            throw e;
        }
    }

    /** Gives the connection back before it throws. */
    private Lease usable(Lent lent) throws SQLException {
        try {
            requireIdle(lent.connection());
            if (!lent.commitsByItself) {
                lent.connection().setAutoCommit(true);
            }
            requireReadCommitted(lent.connection());
            return lent;
        } catch (SQLException | RuntimeException | Error e) {
            try {
                lent.connection().close();
            } catch (SQLException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    private static void requireIdle(Connection connection) throws SQLException {
        if (!connection.isWrapperFor(BaseConnection.class)) {
            throw unusable(
                    "its connections are not those of PostgreSQL's JDBC driver, nor can they be unwrapped to them;"
                            + " hand over one that uses org.postgresql.Driver");
        } else if (connection.unwrap(BaseConnection.class).getTransactionState() != TransactionState.IDLE) {
            throw unusable(
                    "it gave a connection that is in a transaction already, so that what the library writes would be"
                            + " committed or rolled back by others; hand over the data source behind the transaction-aware one");
        }
    }

    /** Asked once: the level of a session is a property of its data source. */
    private void requireReadCommitted(Connection connection) throws SQLException {
        if (checked) {
            return;
        }
        if (connection.getTransactionIsolation() != Connection.TRANSACTION_READ_COMMITTED) {
            throw unusable(
                    "its connections have another isolation level than READ COMMITTED, with which conditional writes"
                            + " would fail instead of waiting; hand over one with READ COMMITTED");
        }
        checked = true;
    }

    private static StoreException unusable(String why) {
        return new StoreException(
                Fault.Kind.REFUSED, "the data source that was handed over cannot be used: " + why, null);
    }

    /** The data sources stay open: they belong to the application. */
    @Override
    public void close() {
        closed = true;
    }

    /** A connection with the state in which it came. */
    private static final class Lent implements Lease {

        private final Connection connection;
        private final Runnable leave;
        private final boolean commitsByItself;
        private final int networkTimeout;

        private Lent(Connection connection, Runnable leave) throws SQLException {
            this.connection = connection;
            this.leave = leave;
            this.commitsByItself = connection.getAutoCommit();
            this.networkTimeout = connection.getNetworkTimeout();
        }

        @Override
        public Connection connection() {
            return connection;
        }

        @Override
        public void close() throws SQLException {
            try (connection) {
                restore();
            } finally {
                leave.run();
            }
        }

        private void restore() throws SQLException {
            if (connection.isClosed()) {
                return;
            }
            if (connection.getAutoCommit() != commitsByItself) {
                connection.setAutoCommit(commitsByItself);
            }
            if (connection.getNetworkTimeout() != networkTimeout) {
                connection.setNetworkTimeout(Runnable::run, networkTimeout);
            }
        }
    }
}
