// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.stellaops.persistence.postgres.config.PostgresConfig;
import org.stellaops.persistence.postgres.config.PostgresConfig.Login;
import org.stellaops.persistence.postgres.config.PostgresConnections;
import org.stellaops.persistence.postgres.config.PostgresSecurity.Pooling;
import org.stellaops.persistence.postgres.internal.Database.Access;
import org.stellaops.persistence.postgres.internal.Database.Mode;

/** Two bounded pools, one of them for work across tenants, whose sessions are set up when they begin. */
final class OwnPools implements Sessions {

    /** How long a connection that nobody needs stays open. */
    private static final Duration IDLE = Duration.ofMinutes(1);

    private final PostgresConfig config;
    private final Mode mode;
    private final String module;
    private final SessionSettings settings;
    private final HikariDataSource service;
    private final HikariDataSource maintenance;

    /** Opens the pools without waiting. */
    OwnPools(PostgresConfig config, String module, Mode mode) {
        this.config = config;
        this.mode = mode;
        this.module = module;
        this.settings = new SessionSettings(config, mode);
        this.service = pool(module, config.service(), config.maxPoolSize());
        this.maintenance = pool(
                module + "-maintenance", config.maintenance().orElse(config.service()), config.maintenancePoolSize());
    }

    private record Pooled(Connection connection) implements Lease {

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    @Override
    public Lease lease(Access access) throws SQLException {
        if (access == Access.OWNER && config.security().owner().isPresent()) {
            return new Pooled(ownersConnection());
        }
        return new Pooled((access == Access.MAINTENANCE ? maintenance : service).getConnection());
    }

    @Override
    public String settings() {
        return config.security().pooling() == Pooling.TRANSACTION ? settings.ofTransaction() : "";
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

    @Override
    public void close() {
        service.close();
        maintenance.close();
    }

    private HikariDataSource pool(String name, Login login, int size) {
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("postgres-" + name);
        pool.setJdbcUrl(config.jdbcUrl());
        pool.setUsername(login.user());
        pool.setPassword(login.password());
        pool.setMaximumPoolSize(size);
        pool.setMinimumIdle(0);
        pool.setIdleTimeout(IDLE.toMillis());
        pool.setConnectionTimeout(config.connectTimeout().toMillis());
        pool.setValidationTimeout(Math.min(5000, config.connectTimeout().toMillis()));
        pool.setInitializationFailTimeout(-1);
        // Told, not asked of the first connection: if that one goes meanwhile, HikariCP 7.0.2 sets level -1 on every
        // later one.
        pool.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        PostgresConnections.properties(config, login)
                .forEach((property, value) -> pool.addDataSourceProperty(property.toString(), value));
        pool.addDataSourceProperty("ApplicationName", config.applicationName() + "/" + name);
        settings.ofConnection().forEach(pool::addDataSourceProperty);
        return new HikariDataSource(pool);
    }
}
