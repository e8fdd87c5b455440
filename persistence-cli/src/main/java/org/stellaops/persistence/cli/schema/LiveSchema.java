// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.schema;

import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.stellaops.persistence.cli.frame.CommandFailure;
import org.stellaops.persistence.cli.frame.ExitCode;
import org.stellaops.persistence.postgres.config.PostgresConfig;
import org.stellaops.persistence.postgres.config.PostgresConnections;
import org.stellaops.persistence.postgres.migration.MigrationRunner;
import org.stellaops.persistence.postgres.migration.Migrations;
import org.stellaops.persistence.postgres.schemacheck.SchemaSnapshot;

/** The schema of one module in the database of a configuration. */
record LiveSchema(PostgresConfig postgres, String module) {

    /** Its migrations, which may be run. */
    MigrationRunner migrations() {
        return runner(postgres);
    }

    /** Its migrations in sessions in which the server refuses every write. */
    MigrationRunner migrationsToRead() {
        return runner(readOnly(postgres));
    }

    /** What the server says of it; empty if it has no table. */
    Optional<SchemaSnapshot> snapshot() {
        try (Connection connection = connect()) {
            SchemaSnapshot snapshot = SchemaSnapshot.read(connection, module);
            return snapshot.tables().isEmpty() ? Optional.empty() : Optional.of(snapshot);
        } catch (SQLException e) {
            throw new CommandFailure(
                    ExitCode.NOT_VERIFIED,
                    "reading schema " + module + " failed with SQLSTATE " + e.getSQLState()
                            + "; check that the server of postgres.jdbc-url runs and lets the configured user in");
        }
    }

    /** What to do about a schema without tables. */
    String nothingThere() {
        return "module " + module + ": its schema has no tables; run 'persistence migrations run --module " + module
                + "' first";
    }

    /** A session in which the server refuses every write. */
    Connection connect() throws SQLException {
        return PostgresConnections.open(readOnly(postgres), postgres.service(), "schema");
    }

    private static PostgresConfig readOnly(PostgresConfig of) {
        String url = of.jdbcUrl() + (of.jdbcUrl().contains("?") ? "&" : "?") + "readOnly=true&readOnlyMode=always";
        return of.withJdbcUrl(url);
    }

    private MigrationRunner runner(PostgresConfig with) {
        try {
            return MigrationRunner.of(with, Migrations.ofModule(module));
        } catch (IllegalArgumentException | UncheckedIOException e) {
            throw new CommandFailure(
                    ExitCode.CONFIGURATION,
                    "the files db/" + module + "/*.sql cannot be used: " + e.getMessage()
                            + "; mend them in the jar that holds them");
        }
    }
}
