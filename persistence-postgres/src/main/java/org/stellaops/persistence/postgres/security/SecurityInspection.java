package org.stellaops.persistence.postgres.security;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.stellaops.persistence.postgres.config.JdbcUrl;
import org.stellaops.persistence.postgres.config.PostgresConfig;
import org.stellaops.persistence.postgres.config.PostgresConfig.Login;
import org.stellaops.persistence.postgres.config.PostgresConnections;
import org.stellaops.persistence.postgres.config.PostgresSecurity.Pooling;
import org.stellaops.persistence.postgres.config.SecurityCheck;
import org.stellaops.persistence.postgres.security.LoginRules.Purpose;

/**
 * Looks at a server with connections of its own, each as one of the logins of the pools, and changes nothing.
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
        return List.of(new SecurityFinding(
                SecurityCheck.TLS,
                "connections to " + String.join(", ", url.remoteHosts())
                        + " need not be encrypted, so that a neighbour may read and change what is sent",
                List.of(),
                "set persistence.postgres.tls.root-certificate, or sslmode=verify-full in jdbc-url"));
    }

    /** Everything. Logins that cannot connect are an exception, since there is nothing to be said of them. */
    public List<SecurityFinding> findings() throws SQLException {
        List<SecurityFinding> findings = new ArrayList<>(ofAddress(config));
        Optional<Login> worker = config.maintenance();
        try (Connection connection = open(config.service())) {
            FactsReader reader = new FactsReader(connection, tables);
            LoginFacts facts = reader.login();
            pooler(facts, findings);
            findings.addAll(new LoginRules(
                            tables, facts, worker.isPresent() ? Purpose.SERVICE : Purpose.SERVICE_AND_WORKER)
                    .findings());
            findings.addAll(new TableRules(tables).findings(reader.schema()));
        }
        if (worker.isPresent()) {
            try (Connection connection = open(worker.get())) {
                LoginFacts facts = new FactsReader(connection, tables).login();
                findings.addAll(new LoginRules(tables, facts, Purpose.WORKER).findings());
            }
        }
        return findings;
    }

    private void pooler(LoginFacts facts, List<SecurityFinding> findings) {
        if (facts.pooled() && config.security().pooling() == Pooling.NONE) {
            findings.add(poolerFinding());
        }
    }

    private Connection open(Login login) throws SQLException {
        Connection connection = PostgresConnections.open(config, login, "security");
        try {
            connection.setNetworkTimeout(
                    Runnable::run,
                    (int) Math.min(
                            Integer.MAX_VALUE, config.statementTimeout().plusSeconds(2).toMillis()));
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
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
