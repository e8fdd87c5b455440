package org.stellaops.persistence.postgres.internal;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.postgres.config.PostgresConfig;
import org.stellaops.persistence.postgres.config.PostgresConnections;
import org.stellaops.persistence.postgres.internal.PostgresFaults.Moment;
import org.stellaops.persistence.postgres.security.SecurityInspection;

/**
 * The single access path to a module's database: two pools, and transactions that set their role and tenant.
 *
 * <p>Role and tenant are set per transaction, in the round trip of its first statements, and end with it.
 */
public final class Database implements AutoCloseable {

    private static final int ATTEMPTS = 5;

    private final PostgresConfig config;
    private final Mode mode;
    private final String module;
    private final HikariDataSource service;
    private final SessionSettings settings;
    private final Shares shares;
    private final HikariDataSource maintenance;
    private volatile Optional<String> serviceRole = Optional.empty();
    private volatile Optional<String> maintenanceRole = Optional.empty();

    /** Opens the pools without waiting. */
    public Database(PostgresConfig config, String module) {
        this(config, module, Mode.READ_WRITE);
    }

    /** Opens the pools for sessions of this mode; waits for nothing. */
    public Database(PostgresConfig config, String module, Mode mode) {
        this.config = config;
        this.mode = mode;
        this.settings = new SessionSettings(config, mode);
        this.shares = new Shares(config.maxPoolSize(), config.connectTimeout());
        this.module = module;
        this.service = pool(module, config.service(), config.maxPoolSize());
        this.maintenance = pool(
                module + "-maintenance",
                config.maintenance().orElse(config.service()),
                config.maintenancePoolSize());
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

    /** A pipeline whose first statement sets role and tenant; its result must be skipped. */
    Pipeline pipeline(Access access, String tenant) {
        Optional<String> role = access == Access.SERVICE ? serviceRole : maintenanceRole;
        return new Pipeline().add(settings.ofTransaction(), role.orElse("none"), tenant);
    }

    /** Reads in one round trip, in its own transaction. */
    <T> T read(Access access, String what, Work<T> work) {
        return single(access, what, work);
    }

    /** Writes in one round trip, in its own transaction. */
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
            try (Connection connection = connection(access, what)) {
                return work.on(connection);
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
    <T> T transaction(Access access, String what, Work<Outcome<T>> work) {
        for (int attempt = 1; ; attempt++) {
            try (Connection connection = connection(access, what)) {
                connection.setAutoCommit(false);
                if (access == Access.OWNER) {
                    settings.pinSearchPath(connection);
                }
                return attempt(connection, what, work);
            } catch (SQLException e) {
                if (!PostgresFaults.isTransient(e) || attempt == ATTEMPTS) {
                    throw failure(e, Moment.BEFORE_COMMIT, what);
                }
            }
        }
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

    private Connection connection(Access access, String what) {
        try {
            if (access == Access.OWNER && config.security().owner().isPresent()) {
                return ownersConnection();
            }
            return (access == Access.MAINTENANCE ? maintenance : service).getConnection();
        } catch (SQLException e) {
            Optional<String> pooler = SecurityInspection.poolerRejection(e);
            if (pooler.isPresent()) {
                throw new StoreException(Fault.Kind.REFUSED, what + " was not sent: " + pooler.get(), null);
            }
            throw PostgresFaults.storeException(e, Moment.CONNECTING, what);
        } catch (IllegalStateException e) {
            throw new StoreException(Fault.Kind.OVERLOADED, what + " was not sent: the backend is closed", e);
        }
    }

    @Override
    public void close() {
        service.close();
        maintenance.close();
    }

    /** Not pooled: it is needed at start only, and nothing should keep it. */
    private Connection ownersConnection() throws SQLException {
        Connection connection = PostgresConnections.open(config, config.owner(), module + "-owner");
        try {
            connection.setReadOnly(mode == Mode.READ_ONLY);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private HikariDataSource pool(String name, PostgresConfig.Login login, int size) {
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("postgres-" + name);
        pool.setJdbcUrl(config.jdbcUrl());
        pool.setUsername(login.user());
        pool.setPassword(login.password());
        pool.setMaximumPoolSize(size);
        pool.setMinimumIdle(0);
        pool.setConnectionTimeout(config.connectTimeout().toMillis());
        pool.setValidationTimeout(Math.min(5000, config.connectTimeout().toMillis()));
        pool.setInitializationFailTimeout(-1);
        PostgresConnections.properties(config, login)
                .forEach((property, value) -> pool.addDataSourceProperty(property.toString(), value));
        pool.addDataSourceProperty("ApplicationName", config.applicationName() + "/" + name);
        settings.ofSession().forEach(pool::addDataSourceProperty);
        return new HikariDataSource(pool);
    }
}
