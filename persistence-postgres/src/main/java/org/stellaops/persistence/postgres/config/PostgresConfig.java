// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a module reaches its PostgreSQL database, and how long it waits for it.
 *
 * @param jdbcUrl the address, without user and password; empty, with {@code user}, if data sources are handed over
 * @param user who connects; empty if data sources are handed over
 * @param password the password; empty if the server requires none; never printed
 * @param maintenance the login for work across tenants, if it is a separate one; otherwise a role of the same login
 * @param maxPoolSize connections of the module at most
 * @param maintenancePoolSize additional connections for work across tenants at most
 * @param connectTimeout how long opening a connection may take, and waiting for one from the pool
 * @param statementTimeout how long the server works on one statement
 * @param lockTimeout how long one statement waits for a lock
 * @param applicationName what the server shows beside each connection
 * @param tenantSetting the setting that holds the tenant of a transaction
 * @param scanPageSize rows that a scan reads in one transaction
 * @param security who else connects, how, and which findings of the security check are only reported
 */
public record PostgresConfig(
        String jdbcUrl,
        String user,
        String password,
        Optional<Login> maintenance,
        int maxPoolSize,
        int maintenancePoolSize,
        Duration connectTimeout,
        Duration statementTimeout,
        Duration lockTimeout,
        String applicationName,
        String tenantSetting,
        int scanPageSize,
        PostgresSecurity security) {

    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Duration SHORTEST_CONNECT = Duration.ofMillis(250);
    private static final int LARGEST_PAGE = 10_000;

    /**
     * Another login.
     *
     * @param user its name
     * @param password its password; never printed
     */
    public record Login(String user, String password) {

        @Override
        public String toString() {
            return "Login[user=" + user + "]";
        }
    }

    /**
     * Rejects the whole configuration at once.
     *
     * @throws IllegalArgumentException if anything is invalid; the message lists every problem
     */
    public PostgresConfig {
        List<String> problems = new ArrayList<>();
        boolean given = jdbcUrl.isEmpty() && user.isEmpty();
        if (!given) {
            problems.addAll(JdbcUrl.of(jdbcUrl).problems());
        }
        if (security.tls().isPresent() && JdbcUrl.of(jdbcUrl).namesTls()) {
            problems.add("jdbc-url must not set ssl parameters beside the section tls");
        }
        if (!given && user.isEmpty()) {
            problems.add("user must not be empty");
        }
        requireBetween("max-pool-size", maxPoolSize, 1, 1000, problems);
        requireBetween("maintenance-pool-size", maintenancePoolSize, 1, 100, problems);
        requireBetween("scan-page-size", scanPageSize, 1, LARGEST_PAGE, problems);
        requireDuration("connect-timeout", connectTimeout, SHORTEST_CONNECT, problems);
        requireDuration("statement-timeout", statementTimeout, Duration.ofMillis(1), problems);
        requireDuration("lock-timeout", lockTimeout, Duration.ofMillis(1), problems);
        if (!tenantSetting.matches("[a-z_][a-z0-9_]*\\.[a-z_][a-z0-9_]*")) {
            problems.add("tenant-setting must be two names with a dot, such as app.tenant_id, but was '" + tenantSetting
                    + "'");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(
                    problems.size() + " configuration problem(s): " + String.join("; ", problems));
        }
    }

    /** The default: 8 connections and 4 for maintenance, 3 s to connect, 10 s for a statement, 5 s for a lock. */
    public static PostgresConfig of(String jdbcUrl, String user, String password) {
        return new PostgresConfig(
                jdbcUrl,
                user,
                password,
                Optional.empty(),
                8,
                4,
                Duration.ofSeconds(3),
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                "stellaops-persistence",
                "app.tenant_id",
                1_000,
                PostgresSecurity.defaults());
    }

    /** This configuration with another address. */
    public PostgresConfig withJdbcUrl(String url) {
        return new PostgresConfig(
                url,
                user,
                password,
                maintenance,
                maxPoolSize,
                maintenancePoolSize,
                connectTimeout,
                statementTimeout,
                lockTimeout,
                applicationName,
                tenantSetting,
                scanPageSize,
                security);
    }

    /** As {@link #of}, without address and login: for data sources that are handed over ({@link GivenDataSources}). */
    public static PostgresConfig withoutAddress() {
        return of("", "", "");
    }

    /** Whether pools can be opened with this configuration. */
    public boolean hasAddress() {
        return !jdbcUrl.isEmpty();
    }

    /**
     * Requires {@link #hasAddress}.
     *
     * @throws IllegalArgumentException if there is none
     */
    public void requireAddress() {
        if (!hasAddress()) {
            throw new IllegalArgumentException(
                    "the configuration of PostgreSQL has no address; set one, or hand over a data source");
        }
    }

    /** This configuration with other timeouts. */
    public PostgresConfig withTimeouts(Duration connect, Duration statement, Duration lock) {
        return new PostgresConfig(
                jdbcUrl,
                user,
                password,
                maintenance,
                maxPoolSize,
                maintenancePoolSize,
                connect,
                statement,
                lock,
                applicationName,
                tenantSetting,
                scanPageSize,
                security);
    }

    /** This configuration with other pool sizes. */
    public PostgresConfig withPools(int connections, int maintenanceConnections) {
        return new PostgresConfig(
                jdbcUrl,
                user,
                password,
                maintenance,
                connections,
                maintenanceConnections,
                connectTimeout,
                statementTimeout,
                lockTimeout,
                applicationName,
                tenantSetting,
                scanPageSize,
                security);
    }

    /** This configuration with a separate login for work across tenants, which must have BYPASSRLS. */
    public PostgresConfig withMaintenance(Login login) {
        return new PostgresConfig(
                jdbcUrl,
                user,
                password,
                Optional.of(login),
                maxPoolSize,
                maintenancePoolSize,
                connectTimeout,
                statementTimeout,
                lockTimeout,
                applicationName,
                tenantSetting,
                scanPageSize,
                security);
    }

    /** This configuration with another application name and another tenant setting. */
    public PostgresConfig withNames(String application, String tenant) {
        return new PostgresConfig(
                jdbcUrl,
                user,
                password,
                maintenance,
                maxPoolSize,
                maintenancePoolSize,
                connectTimeout,
                statementTimeout,
                lockTimeout,
                application,
                tenant,
                scanPageSize,
                security);
    }

    /** This configuration with another scan page size. */
    public PostgresConfig withScanPageSize(int rows) {
        return new PostgresConfig(
                jdbcUrl,
                user,
                password,
                maintenance,
                maxPoolSize,
                maintenancePoolSize,
                connectTimeout,
                statementTimeout,
                lockTimeout,
                applicationName,
                tenantSetting,
                rows,
                security);
    }

    /** This configuration with other logins, encryption, pooling or checks. */
    public PostgresConfig withSecurity(PostgresSecurity other) {
        return new PostgresConfig(
                jdbcUrl,
                user,
                password,
                maintenance,
                maxPoolSize,
                maintenancePoolSize,
                connectTimeout,
                statementTimeout,
                lockTimeout,
                applicationName,
                tenantSetting,
                scanPageSize,
                other);
    }

    /** The login of the service. */
    public Login service() {
        return new Login(user, password);
    }

    /** The login that changes the schema. */
    public Login owner() {
        return security.owner().orElseGet(this::service);
    }

    /** Without address and passwords: either may contain a secret. */
    @Override
    public String toString() {
        return "PostgresConfig[user=" + user + ", maintenance=" + maintenance + ", maxPoolSize=" + maxPoolSize
                + ", maintenancePoolSize=" + maintenancePoolSize + ", connectTimeout=" + connectTimeout
                + ", statementTimeout=" + statementTimeout + ", lockTimeout=" + lockTimeout + ", applicationName="
                + applicationName + ", tenantSetting=" + tenantSetting + ", scanPageSize=" + scanPageSize
                + ", security=" + security + "]";
    }

    private static void requireBetween(String name, int value, int least, int most, List<String> problems) {
        if (value < least || value > most) {
            problems.add(name + " must be between " + least + " and " + most + ", but was " + value);
        }
    }

    private static void requireDuration(String name, Duration value, Duration least, List<String> problems) {
        if (value.compareTo(least) < 0 || value.compareTo(LONGEST) > 0) {
            problems.add(name + " must be at least " + least + " and at most " + LONGEST + ", but was " + value);
        }
    }
}
