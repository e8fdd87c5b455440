// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.engine;

import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/**
 * A database of its own on a server that may be shared.
 *
 * @param address where the server listens
 * @param name the name of the database
 * @param user who may do everything in it
 * @param password the user's; empty if none is asked for
 */
public record PostgresDatabase(InetSocketAddress address, String name, String user, String password) {

    /** The address for JDBC, without user and password. */
    public String jdbcUrl() {
        return "jdbc:postgresql://" + address.getHostString() + ":" + address.getPort() + "/" + name;
    }

    /** The same database at another address, such as that of a fault proxy. */
    public PostgresDatabase via(InetSocketAddress other) {
        return new PostgresDatabase(other, name, user, password);
    }

    /** A new connection; the caller closes it. */
    public Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        return DriverManager.getConnection(jdbcUrl(), properties);
    }

    @Override
    public String toString() {
        return jdbcUrl() + " as " + user;
    }
}
