package org.stellaops.persistence.postgres.internal;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.postgres.config.PostgresConfig;
import org.stellaops.persistence.postgres.internal.PostgresFaults.Moment;

/**
 * The one entrance to a module's database: two pools, and transactions that say for whom they are.
 *
 * <p>Role and tenant are set for a transaction, in the round trip of its first statements, and are gone with it.
 */
public final class Database implements AutoCloseable {

    private static final int ATTEMPTS = 5;
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final PostgresConfig config;
    private final HikariDataSource service;
    private final Shares shares;
    private final HikariDataSource maintenance;
    private volatile Optional<String> serviceRole = Optional.empty();
    private volatile Optional<String> maintenanceRole = Optional.empty();

    /** Opens the pools; waits for nothing. */
    public Database(PostgresConfig config, String module) {
        this.config = config;
        this.shares = new Shares(config.maxPoolSize(), config.connectTimeout());
        this.service = pool(config, module, config.user(), config.password(), config.maxPoolSize());
        PostgresConfig.Login login =
                config.maintenance().orElse(new PostgresConfig.Login(config.user(), config.password()));
        this.maintenance =
                pool(config, module + "-maintenance", login.user(), login.password(), config.maintenancePoolSize());
    }

    /** Who works, and for whom. */
    public enum Access {
        /** The role of the service, which sees one tenant's rows. */
        SERVICE,
        /** The role that sees the rows of all tenants. */
        MAINTENANCE,
        /** The login itself, for changes of the schema. */
        OWNER
    }

    /** Statements on a connection. */
    public interface Work<T> {
        /** Does them. */
        T on(Connection connection) throws SQLException;
    }

    /** A value, and whether what led to it shall stay. */
    record Outcome<T>(T value, boolean commits) {

        static <T> Outcome<T> commit(T value) {
            return new Outcome<>(value, true);
        }

        static <T> Outcome<T> rollBack(T value) {
            return new Outcome<>(value, false);
        }
    }

    /** From now on the transactions of the two kinds run in these roles. */
    public void setRoles(Optional<String> forService, Optional<String> forMaintenance) {
        serviceRole = forService;
        maintenanceRole = forMaintenance;
    }

    Shares shares() {
        return shares;
    }

    PostgresConfig config() {
        return config;
    }

    /** A pipeline whose first statement names role and tenant; its answer must be skipped. */
    Pipeline pipeline(Access access, String tenant) {
        Optional<String> role = access == Access.SERVICE ? serviceRole : maintenanceRole;
        String setting = Sql.literal(config.tenantSetting());
        return new Pipeline()
                .add(
                        "SELECT set_config('role', ?, true), set_config(" + setting + ", ?, true)",
                        role.orElse("none"),
                        tenant);
    }

    /** Reads in one round trip, in a transaction that ends with it. */
    <T> T read(Access access, String what, Work<T> work) {
        return single(access, what, work);
    }

    /** Changes something in one round trip, in a transaction that ends with it. */
    <T> T change(Access access, String what, Work<T> work) {
        return single(access, what, work);
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

    /** Several round trips in one transaction, tried again when the server rolls it back because of others. */
    <T> T transaction(Access access, String what, Work<Outcome<T>> work) {
        for (int attempt = 1; ; attempt++) {
            try (Connection connection = connection(access, what)) {
                connection.setAutoCommit(false);
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
            return (access == Access.MAINTENANCE ? maintenance : service).getConnection();
        } catch (SQLException e) {
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

    private static HikariDataSource pool(PostgresConfig config, String name, String user, String password, int size) {
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("postgres-" + name);
        pool.setJdbcUrl(config.jdbcUrl());
        pool.setUsername(user);
        pool.setPassword(password);
        pool.setMaximumPoolSize(size);
        pool.setMinimumIdle(0);
        pool.setConnectionTimeout(config.connectTimeout().toMillis());
        pool.setValidationTimeout(Math.min(5000, config.connectTimeout().toMillis()));
        pool.setInitializationFailTimeout(-1);
        pool.addDataSourceProperty("ApplicationName", config.applicationName() + "/" + name);
        pool.addDataSourceProperty("connectTimeout", Long.toString(seconds(config.connectTimeout())));
        pool.addDataSourceProperty("loginTimeout", Long.toString(seconds(config.connectTimeout())));
        // The server aborts first; this is for one that is silent.
        pool.addDataSourceProperty(
                "socketTimeout", Long.toString(seconds(config.statementTimeout().plus(GRACE))));
        pool.addDataSourceProperty("tcpKeepAlive", "true");
        pool.addDataSourceProperty("reWriteBatchedInserts", "false");
        pool.addDataSourceProperty(
                "options",
                "-c statement_timeout=" + config.statementTimeout().toMillis() + " -c lock_timeout="
                        + config.lockTimeout().toMillis() + " -c idle_in_transaction_session_timeout="
                        + config.statementTimeout().plus(GRACE).toMillis()
                        + " -c default_transaction_isolation=read\\ committed -c bytea_output=hex"
                        + " -c datestyle=ISO -c search_path=pg_catalog");
        return new HikariDataSource(pool);
    }

    private static long seconds(Duration duration) {
        return Math.max(1, (duration.toMillis() + 999) / 1000);
    }
}
