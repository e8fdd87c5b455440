// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.stellaops.persistence.postgres.config.PostgresConfig;
import org.stellaops.persistence.postgres.config.PostgresSecurity.Pooling;
import org.stellaops.persistence.postgres.internal.Database.Mode;

/**
 * The settings under which the library's statements run. With a session of its own they are parameters of the connection; behind a
 * pooler in transaction mode, or on connections of the application, each transaction begins with them, since the session is the next
 * client's. Immutable.
 */
final class SessionSettings {

    private static final Duration GRACE = Duration.ofSeconds(2);

    private final PostgresConfig config;
    private final Mode mode;

    SessionSettings(PostgresConfig config, Mode mode) {
        this.config = config;
        this.mode = mode;
    }

    /** Properties of the driver for a connection of a pool, by name. */
    Map<String, String> ofConnection() {
        Map<String, String> properties = new LinkedHashMap<>();
        // The server's timeout fires first; this is for an unresponsive server.
        properties.put("socketTimeout", Long.toString(Math.max(1, (graceful() + 999) / 1000)));
        properties.put("reWriteBatchedInserts", "false");
        if (config.security().pooling() == Pooling.TRANSACTION) {
            // A prepared statement belongs to a session.
            properties.put("prepareThreshold", "0");
        } else {
            properties.put("options", options());
        }
        return properties;
    }

    private String options() {
        return values().entrySet().stream()
                        .map(it -> "-c " + it.getKey() + "=" + it.getValue())
                        .collect(Collectors.joining(" "))
                + " -c default_transaction_read_only=" + (mode == Mode.READ_ONLY ? "on" : "off")
                + " -c default_transaction_isolation=read\\ committed";
    }

    /** Calls of {@code set_config} for a transaction, separated by commas. */
    String ofTransaction() {
        Map<String, String> values = values();
        if (mode == Mode.READ_ONLY) {
            values.put("transaction_read_only", "on");
        }
        return calls(values);
    }

    /** Calls of {@code set_config} for a transaction, separated by commas; the values need no quoting. */
    static String calls(Map<String, String> values) {
        return values.entrySet().stream()
                .map(it -> "pg_catalog.set_config('" + it.getKey() + "', '" + it.getValue() + "', true)")
                .collect(Collectors.joining(", "));
    }

    private Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("statement_timeout", Long.toString(config.statementTimeout().toMillis()));
        values.put("lock_timeout", Long.toString(config.lockTimeout().toMillis()));
        values.put("idle_in_transaction_session_timeout", Long.toString(graceful()));
        values.put("bytea_output", "hex");
        values.put("datestyle", "ISO");
        values.put("search_path", "pg_catalog");
        return values;
    }

    private long graceful() {
        return config.statementTimeout().plus(GRACE).toMillis();
    }
}
