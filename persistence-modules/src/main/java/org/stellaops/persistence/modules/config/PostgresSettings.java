package org.stellaops.persistence.modules.config;

import java.time.Duration;

/**
 * The section {@code persistence.postgres}.
 *
 * @param jdbcUrl the address, without user and password
 * @param user who connects
 * @param password how; empty where the server asks for none
 * @param connectTimeout how long opening a connection may take
 * @param deadline how long one statement may take
 * @param pool the connections of each module
 */
public record PostgresSettings(
        String jdbcUrl, String user, String password, Duration connectTimeout, Duration deadline, Pool pool) {

    /**
     * The section {@code persistence.postgres.pool}.
     *
     * @param maxSize connections for each module at most
     */
    public record Pool(int maxSize) {}

    /** Without the address and the password: either may hold a secret. */
    @Override
    public String toString() {
        return "PostgresSettings[user=" + user + ", connectTimeout=" + connectTimeout + ", deadline=" + deadline
                + ", pool=" + pool + "]";
    }
}
