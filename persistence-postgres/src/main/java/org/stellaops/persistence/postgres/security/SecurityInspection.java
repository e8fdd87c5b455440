// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.security;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.stellaops.persistence.postgres.config.JdbcUrl;
import org.stellaops.persistence.postgres.config.PostgresConfig;
import org.stellaops.persistence.postgres.config.PostgresSecurity.Pooling;
import org.stellaops.persistence.postgres.config.SecurityCheck;
import org.stellaops.persistence.postgres.security.LoginRules.Purpose;

/**
 * Looks at a server as each of the logins of the pools, and changes nothing.
 *
 * <p><b>Threads.</b> Safe for concurrent use. <b>Blocking.</b> Waits for the server, at most as long as the configuration says.
 */
public final class SecurityInspection {

    private final PostgresConfig config;
    private final ModuleTables tables;

    /** An inspection of a module. */
    public SecurityInspection(PostgresConfig config, ModuleTables tables) {
        this.config = config;
        this.tables = tables;
    }

    /** What can be said before anything is sent. */
    public static List<SecurityFinding> ofAddress(PostgresConfig config) {
        JdbcUrl url = JdbcUrl.of(config.jdbcUrl());
        if (url.remoteHosts().isEmpty() || config.security().tls().isPresent() || url.isEncrypted()) {
            return List.of();
        }
        return List.of(unencrypted(url));
    }

    private static SecurityFinding unencrypted(JdbcUrl url) {
        return new SecurityFinding(
                SecurityCheck.TLS,
                "connections to " + String.join(", ", url.remoteHosts())
                        + " need not be encrypted, so that a neighbour may read and change what is sent",
                List.of(),
                "set persistence.postgres.tls.root-certificate, or sslmode=verify-full in jdbc-url");
    }

    /** Connections as the logins of the pools. */
    public interface Logins {

        /** Whether work across tenants has a login of its own. */
        boolean hasWorker();

        /** Whether the connections are the application's, which sets their address and keeps their settings. */
        boolean isGiven();

        /** Asks as the login of the service. */
        <T> T asService(Question<T> question);

        /** Asks as the login for work across tenants. */
        <T> T asWorker(Question<T> question);
    }

    /** What is asked on a connection. */
    public interface Question<T> {

        /** Asks; leaves the connection in no transaction. */
        T on(Connection connection) throws SQLException;
    }

    /** Everything. */
    public List<SecurityFinding> findings(Logins logins) {
        List<SecurityFinding> findings = new ArrayList<>(ofAddress(config));
        findings.addAll(logins.asService(connection -> {
            FactsReader reader = new FactsReader(connection, tables);
            LoginFacts facts = reader.login();
            List<SecurityFinding> found = new ArrayList<>(ofConnection(facts, logins.isGiven()));
            found.addAll(
                    new LoginRules(tables, facts, logins.hasWorker() ? Purpose.SERVICE : Purpose.SERVICE_AND_WORKER)
                            .findings());
            found.addAll(new TableRules(tables).findings(reader.schema()));
            return found;
        }));
        if (logins.hasWorker()) {
            findings.addAll(logins.asWorker(connection ->
                    new LoginRules(tables, new FactsReader(connection, tables).login(), Purpose.WORKER).findings()));
        }
        return findings;
    }

    private List<SecurityFinding> ofConnection(LoginFacts facts, boolean given) {
        if (given) {
            return facts.encrypted() || JdbcUrl.of(facts.url()).remoteHosts().isEmpty()
                    ? List.of()
                    : List.of(unencrypted(JdbcUrl.of(facts.url())));
        }
        return facts.pooled() && config.security().pooling() == Pooling.NONE ? List.of(poolerFinding()) : List.of();
    }

    private static SecurityFinding poolerFinding() {
        return new SecurityFinding(
                SecurityCheck.POOLER,
                "a connection pooler such as PgBouncer stands between the library and the server, and would drop the timeouts and"
                        + " the search path of its sessions",
                List.of(),
                "set persistence.postgres.pooling: transaction");
    }

    /** What a server that is no server says of a parameter that it does not know; empty if this is something else. */
    public static Optional<String> poolerRejection(SQLException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            String text = String.valueOf(cause.getMessage());
            if (text.toLowerCase(Locale.ROOT).contains("unsupported startup parameter")) {
                return Optional.of("PgBouncer, or another pooler, rejected a parameter of the connection ("
                        + text.replaceAll("\\s+", " ").replaceFirst("^FATAL: ", "")
                        + "); set persistence.postgres.pooling: transaction, and in pgbouncer.ini ignore_startup_parameters ="
                        + " extra_float_digits");
            }
        }
        return Optional.empty();
    }
}
