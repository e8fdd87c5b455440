package org.stellaops.persistence.postgres.internal;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.stream.Collectors;
import org.stellaops.persistence.postgres.config.PostgresConfig;
import org.stellaops.persistence.postgres.internal.Database.Access;
import org.stellaops.persistence.postgres.internal.Database.Mode;

/** Two bounded pools, one of them for work across tenants, whose sessions are set up when they begin. */
final class OwnPools implements Sessions {

    private final PostgresConfig config;
    private final Mode mode;
    private final HikariDataSource service;
    private final HikariDataSource maintenance;

    /** Opens the pools without waiting. */
    OwnPools(PostgresConfig config, String module, Mode mode) {
        this.config = config;
        this.mode = mode;
        this.service = pool(module, config.user(), config.password(), config.maxPoolSize());
        PostgresConfig.Login login =
                config.maintenance().orElse(new PostgresConfig.Login(config.user(), config.password()));
        this.maintenance = pool(module + "-maintenance", login.user(), login.password(), config.maintenancePoolSize());
    }

    private record Pooled(Connection connection) implements Lease {

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    @Override
    public Lease lease(Access access) throws SQLException {
        return new Pooled((access == Access.MAINTENANCE ? maintenance : service).getConnection());
    }

    @Override
    public String settings() {
        return "";
    }

    @Override
    public void close() {
        service.close();
        maintenance.close();
    }

    private HikariDataSource pool(String name, String user, String password, int size) {
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
        // The server's timeout fires first; this is for an unresponsive server.
        pool.addDataSourceProperty(
                "socketTimeout", Long.toString(seconds(config.statementTimeout().plus(SessionSettings.GRACE))));
        pool.addDataSourceProperty("tcpKeepAlive", "true");
        pool.addDataSourceProperty("reWriteBatchedInserts", "false");
        pool.addDataSourceProperty("options", options());
        return new HikariDataSource(pool);
    }

    private String options() {
        return SessionSettings.of(config).entrySet().stream()
                .map(it -> "-c " + it.getKey() + "=" + it.getValue())
                .collect(Collectors.joining(
                        " ",
                        "-c default_transaction_isolation=read\\ committed -c default_transaction_read_only="
                                + (mode == Mode.READ_ONLY ? "on " : "off "),
                        ""));
    }

    private static long seconds(Duration duration) {
        return Math.max(1, (duration.toMillis() + 999) / 1000);
    }
}
