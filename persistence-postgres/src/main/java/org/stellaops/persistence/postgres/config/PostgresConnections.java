// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.config;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.stellaops.persistence.postgres.config.PostgresConfig.Login;

/** Connections outside a pool, for short work at start and by command. They have no settings but the server's defaults. */
public final class PostgresConnections {

    private PostgresConnections() {}

    /** Opens a connection, waiting at most as long as the configuration says; the caller closes it. */
    public static Connection open(PostgresConfig config, Login login, String purpose) throws SQLException {
        Properties properties = properties(config, login);
        properties.setProperty("ApplicationName", config.applicationName() + "/" + purpose);
        return DriverManager.getConnection(config.jdbcUrl(), properties);
    }

    /** What the driver needs for a connection of this login, encryption included. */
    public static Properties properties(PostgresConfig config, Login login) {
        Properties properties = new Properties();
        properties.setProperty("user", login.user());
        properties.setProperty("password", login.password());
        properties.setProperty("connectTimeout", Long.toString(seconds(config.connectTimeout())));
        properties.setProperty("loginTimeout", Long.toString(seconds(config.connectTimeout())));
        properties.setProperty("tcpKeepAlive", "true");
        config.security().tls().ifPresent(it -> it.addTo(properties));
        return properties;
    }

    private static long seconds(Duration duration) {
        return Math.max(1, (duration.toMillis() + 999) / 1000);
    }
}
