package org.stellaops.persistence.postgres.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.stellaops.persistence.postgres.config.PostgresConfig;
import org.stellaops.persistence.postgres.config.PostgresSecurity.Pooling;

/**
 * The settings under which the library's statements run. With a session of its own they are parameters of the connection; behind a
 * pooler in transaction mode each transaction begins with them, since the session is the next client's.
 */
final class SessionSettings {

    private static final Duration GRACE = Duration.ofSeconds(2);

    private final PostgresConfig config;
    private final Database.Mode mode;
    private final boolean pooled;
    private final String ofTransaction;

    SessionSettings(PostgresConfig config, Database.Mode mode) {
        this.config = config;
        this.mode = mode;
        this.pooled = config.security().pooling() == Pooling.TRANSACTION;
        this.ofTransaction = transaction();
    }

    /** Properties of the driver, by name. */
    Map<String, String> ofSession() {
        Map<String, String> properties = new LinkedHashMap<>();
        // The server's timeout fires first; this is for an unresponsive server.
        properties.put(
                "socketTimeout",
                Long.toString(Math.max(1, (config.statementTimeout().plus(GRACE).toMillis() + 999) / 1000)));
        properties.put("reWriteBatchedInserts", "false");
        if (pooled) {
            // A prepared statement belongs to a session.
            properties.put("prepareThreshold", "0");
        } else {
            StringBuilder options = new StringBuilder();
            settings().forEach((name, value) -> options.append(" -c ")
                    .append(name)
                    .append('=')
                    .append(value.replace(" ", "\\ ")));
            options.append(" -c default_transaction_read_only=").append(mode == Database.Mode.READ_ONLY ? "on" : "off");
            options.append(" -c default_transaction_isolation=read\\ committed");
            properties.put("options", options.toString().trim());
        }
        return properties;
    }

    /** The first statement of a transaction. Two parameters: role and tenant. */
    String ofTransaction() {
        return ofTransaction;
    }

    private String transaction() {
        StringBuilder sql = new StringBuilder("SELECT pg_catalog.set_config('role', ?, true), pg_catalog.set_config(")
                .append(Sql.literal(config.tenantSetting()))
                .append(", ?, true)");
        if (pooled) {
            settings().forEach((name, value) -> sql.append(set(name, value)));
            if (mode == Database.Mode.READ_ONLY) {
                sql.append(set("transaction_read_only", "on"));
            }
        }
        return sql.toString();
    }

    private static String set(String name, String value) {
        return ", pg_catalog.set_config(" + Sql.literal(name) + ", " + Sql.literal(value) + ", true)";
    }

    /** Of a transaction that changes the schema, whose connection may have settings of its own. */
    void pinSearchPath(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            boolean unused = statement.execute("SELECT pg_catalog.set_config('search_path', 'pg_catalog', true)");
        }
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("statement_timeout", Long.toString(config.statementTimeout().toMillis()));
        settings.put("lock_timeout", Long.toString(config.lockTimeout().toMillis()));
        settings.put(
                "idle_in_transaction_session_timeout",
                Long.toString(config.statementTimeout().plus(GRACE).toMillis()));
        settings.put("bytea_output", "hex");
        settings.put("datestyle", "ISO");
        settings.put("search_path", "pg_catalog");
        return settings;
    }
}
