package org.stellaops.persistence.postgres.internal;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.stellaops.persistence.postgres.config.PostgresConfig;

/** What statements of the library rely on in a session, whoever opened its connection. Pure. */
final class SessionSettings {

    /** How much longer than a statement a connection may be silent: the server's timeout is to fire first. */
    static final Duration GRACE = Duration.ofSeconds(2);

    private SessionSettings() {}

    /** Settings by name; their values need no quoting. */
    static Map<String, String> of(PostgresConfig config) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("statement_timeout", Long.toString(config.statementTimeout().toMillis()));
        values.put("lock_timeout", Long.toString(config.lockTimeout().toMillis()));
        values.put(
                "idle_in_transaction_session_timeout",
                Long.toString(config.statementTimeout().plus(GRACE).toMillis()));
        values.put("bytea_output", "hex");
        values.put("datestyle", "ISO");
        values.put("search_path", "pg_catalog");
        return values;
    }
}
