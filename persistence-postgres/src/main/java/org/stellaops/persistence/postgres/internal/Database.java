// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.postgres.config.GivenDataSources;
import org.stellaops.persistence.postgres.config.PostgresConfig;
import org.stellaops.persistence.postgres.config.PostgresConnections;
import org.stellaops.persistence.postgres.internal.PostgresFaults.Moment;
import org.stellaops.persistence.postgres.security.SecurityInspection;

/**
 * The single access path to a module's database: its connections, and transactions that set their role and tenant.
 *
 * <p>Role and tenant are set per transaction, in the round trip of its first statements, and end with it.
 */
public final class Database implements AutoCloseable {

    private static final int ATTEMPTS = 5;

    private final PostgresConfig config;
    private final Mode mode;
    private final Sessions sessions;
    private final Shares shares;
    private final boolean separateMaintenance;
    private volatile Optional<String> serviceRole = Optional.empty();
    private volatile Optional<String> maintenanceRole = Optional.empty();

    /** Opens the pools without waiting. */
    public Database(PostgresConfig config, String module) {
        this(config, module, Mode.READ_WRITE);
    }

    /** Opens pools for sessions of this mode; waits for nothing. */
    public Database(PostgresConfig config, String module, Mode mode) {
        this(
                config,
                mode,
                new OwnPools(config, module, mode),
                config.maintenance().isPresent());
    }

    /** On data sources of the application, which stay open; waits for nothing. */
    public Database(PostgresConfig config, GivenDataSources given, Mode mode) {
        this(
                config,
                mode,
                new GivenSessions(config, given, mode),
                given.maintenance().isPresent());
    }

    /** In a transaction of the caller, which this database neither commits nor rolls back, in the same roles. */
    Database joined(Connection transaction) {
        Database joined = new Database(config, mode, new JoinedSessions(config, transaction), separateMaintenance);
        joined.setRoles(serviceRole, maintenanceRole);
        return joined;
    }

    private Database(PostgresConfig config, Mode mode, Sessions sessions, boolean separateMaintenance) {
        this.config = config;
        this.mode = mode;
        this.sessions = sessions;
        this.separateMaintenance = separateMaintenance;
        this.shares = new Shares(config.maxPoolSize(), config.connectTimeout());
    }

    /** The role and tenant of a transaction. */
    public enum Access {
        /** The role of the service, which sees one tenant's rows. */
        SERVICE,
        /** The role that sees the rows of all tenants. */
        MAINTENANCE,
        /** The owner of the schema, in no role, for changes of the schema. */
        OWNER
    }

    /** What the sessions may do. */
    public enum Mode {
        /** Everything that the login may. */
        READ_WRITE,
        /** Every transaction is read-only, so that the server refuses what changes anything. */
        READ_ONLY
    }

    /** Statements on a connection. */
    public interface Work<T> {
        /** Executes them. */
        T on(Connection connection) throws SQLException;
    }

    /** A value, and whether the transaction is committed. */
    record Outcome<T>(T value, boolean commits) {

        static <T> Outcome<T> commit(T value) {
            return new Outcome<>(value, true);
        }

        static <T> Outcome<T> rollBack(T value) {
            return new Outcome<>(value, false);
        }
    }

    /** Sets the roles of the two kinds of transactions. */
    public void setRoles(Optional<String> forService, Optional<String> forMaintenance) {
        serviceRole = forService;
        maintenanceRole = forMaintenance;
    }

    Mode mode() {
        return mode;
    }

    Shares shares() {
        return shares;
    }

    PostgresConfig config() {
        return config;
    }

    /** Whether work across tenants has a login of its own. */
    boolean hasSeparateMaintenance() {
        return separateMaintenance;
    }

    /** Whether the connections are the application's. */
    boolean isGiven() {
        return sessions instanceof GivenSessions;
    }

    /** The login of the connections for this access. */
    String login(Access access) {
        if (!isGiven()) {
            return (access == Access.MAINTENANCE ? config.maintenance().orElse(config.service()) : config.service())
                    .user();
        }
        return asLogin(separateMaintenance ? access : Access.SERVICE, "asking for the login", connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT session_user")) {
                return rows.next() ? rows.getString(1) : "";
            }
        });
    }

    /** Statements without a role, tenant or settings, as the login that the pool of this access has, outside the pool. */
    <T> T asLogin(Access access, String what, Work<T> work) {
        if (isGiven()) {
            return single(access, what, work);
        }
        PostgresConfig.Login login =
                access == Access.MAINTENANCE ? config.maintenance().orElse(config.service()) : config.service();
        Connection opened;
        try {
            opened = PostgresConnections.open(config, login, "security");
        } catch (SQLException e) {
            throw connecting(e, what);
        }
        try (Connection connection = opened) {
            connection.setNetworkTimeout(
                    Runnable::run,
                    Math.toIntExact(config.statementTimeout().plusSeconds(2).toMillis()));
            return work.on(connection);
        } catch (SQLException e) {
            throw PostgresFaults.storeException(e, Moment.BEFORE_COMMIT, what);
        }
    }

    private static StoreException connecting(SQLException e, String what) {
        Optional<String> pooler = SecurityInspection.poolerRejection(e);
        return pooler.isPresent()
                ? new StoreException(Fault.Kind.REFUSED, what + " was not sent: " + pooler.get(), null)
                : PostgresFaults.storeException(e, Moment.CONNECTING, what);
    }

    /** A pipeline whose first statement sets role and tenant; its result must be skipped. */
    Pipeline pipeline(Access access, String tenant) {
        Optional<String> role = access == Access.SERVICE ? serviceRole : maintenanceRole;
        String setting = Sql.literal(config.tenantSetting());
        return new Pipeline()
                .add(
                        "SELECT pg_catalog.set_config('role', ?, true), pg_catalog.set_config(" + setting + ", ?, true)"
                                + besides(),
                        role.orElse("none"),
                        tenant);
    }

    private String besides() {
        return sessions.settings().isEmpty() ? "" : ", " + sessions.settings();
    }

    /** Reads in one round trip, in its own transaction. */
    <T> T read(Access access, String what, Work<T> work) {
        return single(access, what, work);
    }

    /** Writes in one round trip, in its own transaction. */
    @CanIgnoreReturnValue
    <T> T change(Access access, String what, Work<T> work) {
        if (mode == Mode.READ_ONLY) {
            throw readOnly(what);
        }
        return single(access, what, work);
    }

    /** The refusal of whatever changes something. */
    static UnsupportedOperationException readOnly(String what) {
        return new UnsupportedOperationException(
                what + " was not sent to PostgreSQL: the backend was opened read-only; open it for writing");
    }

    private <T> T single(Access access, String what, Work<T> work) {
        for (int attempt = 1; ; attempt++) {
            try (Sessions.Lease lease = lease(access, what)) {
                return work.on(lease.connection());
            } catch (SQLException e) {
                if (!PostgresFaults.isTransient(e) || attempt == ATTEMPTS) {
                    throw PostgresFaults.storeException(e, Moment.COMMITTING, what);
                }
            }
        }
    }

    /**
     * Several round trips in one transaction, retried when the server rolls it back because of concurrent transactions.
     */
    @CanIgnoreReturnValue
    <T> T transaction(Access access, String what, Work<Outcome<T>> work) {
        for (int attempt = 1; ; attempt++) {
            try (Sessions.Lease lease = lease(access, what)) {
                Connection connection = lease.connection();
                connection.setAutoCommit(false);
                return attempt(connection, what, access == Access.OWNER ? prepared(work) : work);
            } catch (SQLException e) {
                if (!PostgresFaults.isTransient(e) || attempt == ATTEMPTS) {
                    throw failure(e, Moment.BEFORE_COMMIT, what);
                }
            }
        }
    }

    /** The owner's statements do not begin with a {@link #pipeline}. */
    private <T> Work<Outcome<T>> prepared(Work<Outcome<T>> work) {
        return connection -> {
            try (Statement statement = connection.createStatement()) {
                boolean unused = statement.execute(
                        "SELECT pg_catalog.set_config('search_path', 'pg_catalog', true)" + besides());
            }
            return work.on(connection);
        };
    }

    private static <T> T attempt(Connection connection, String what, Work<Outcome<T>> work) throws SQLException {
        Outcome<T> outcome;
        try {
            outcome = work.on(connection);
        } catch (SQLException | RuntimeException | Error e) {
            rollBack(connection, e);
            throw e;
        }
        if (!outcome.commits()) {
            connection.rollback();
            return outcome.value();
        }
        try {
            connection.commit();
        } catch (SQLException e) {
            if (PostgresFaults.isTransient(e)) {
                throw e;
            }
            throw failure(e, Moment.COMMITTING, what);
        }
        return outcome.value();
    }

    private static void rollBack(Connection connection, Throwable because) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            because.addSuppressed(e);
        }
    }

    private static RuntimeException failure(SQLException e, Moment moment, String what) {
        return PostgresFaults.isRejection(e)
                ? new StatementRejection(e)
                : PostgresFaults.storeException(e, moment, what);
    }

    private Sessions.Lease lease(Access access, String what) {
        try {
            return sessions.lease(access);
        } catch (SQLException e) {
            throw connecting(e, what);
        } catch (IllegalStateException e) {
            throw new StoreException(Fault.Kind.OVERLOADED, what + " was not sent: the backend is closed", e);
        }
    }

    @Override
    public void close() {
        sessions.close();
    }
}
