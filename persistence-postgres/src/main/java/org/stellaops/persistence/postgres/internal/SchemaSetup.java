package org.stellaops.persistence.postgres.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.postgres.migration.MigrationReport;
import org.stellaops.persistence.postgres.migration.MigrationSettings;
import org.stellaops.persistence.postgres.migration.MigrationTransaction;
import org.stellaops.persistence.postgres.migration.Migrations;
import org.stellaops.persistence.postgres.migration.PostgresRoles;

/** Creates or extends the schema of a module, in one transaction, one process at a time. */
final class SchemaSetup {

    private final Connection connection;
    private final String module;
    private final Database database;

    SchemaSetup(Connection connection, String module, Database database) {
        this.connection = connection;
        this.module = module;
        this.database = database;
    }

    /** What is to be done about the migrations of the class path. */
    enum Files {
        /** They are run. */
        TO_RUN,
        /** This process has run them. */
        RUN_BEFORE
    }

    void prepare(Collection<? extends EntityType<?>> types, Files files) throws SQLException {
        MigrationSettings settings =
                MigrationSettings.defaults().withTenantSetting(database.config().tenantSetting());
        MigrationTransaction migrations = new MigrationTransaction(
                connection, files == Files.TO_RUN ? Migrations.ofModule(module) : Migrations.of(module), settings);
        MigrationReport migrated = migrations.startup();
        SchemaStatements schema =
                new SchemaStatements(module, types, database.config().tenantSetting());
        Set<String> missing = MissingColumns.of(connection, module, schema);
        if (!missing.isEmpty()) {
            run(schema.all());
            run(schema.additions(missing));
            requireComplete(schema);
        }
        PostgresRoles roles = new PostgresRoles(module);
        boolean made = roles.createIfAllowed(connection);
        if (made || !missing.isEmpty() || !migrated.steps().isEmpty()) {
            roles.grantIfPresent(connection);
        }
        Optional<String> maintenance =
                database.hasSeparateMaintenance() ? Optional.empty() : roles.usable(connection, roles.maintenance());
        database.setRoles(roles.usable(connection, roles.service()), maintenance);
    }

    private void requireComplete(SchemaStatements schema) throws SQLException {
        Set<String> missing = MissingColumns.of(connection, module, schema);
        if (!missing.isEmpty()) {
            throw new StoreException(
                    Fault.Kind.BROKEN,
                    "schema " + module + " lacks " + String.join(", ", missing)
                            + ", which cannot be added without values; add them with a migration",
                    null);
        }
    }

    private void run(List<String> statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : new ArrayList<>(statements)) {
                statement.execute(sql);
            }
        }
    }
}
