// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.postgres.config.PostgresConfig;
import org.stellaops.persistence.postgres.internal.Database.Access;
import org.stellaops.persistence.postgres.migration.MigrationReport;
import org.stellaops.persistence.postgres.migration.MigrationSettings;
import org.stellaops.persistence.postgres.migration.MigrationTransaction;
import org.stellaops.persistence.postgres.migration.Migrations;
import org.stellaops.persistence.postgres.security.PostgresRoles;

/**
 * Creates or extends the schema of a module, in one transaction, one process at a time. A login that may not do so only looks
 * whether everything is there.
 */
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
        PostgresConfig config = database.config();
        SchemaStatements schema = new SchemaStatements(module, types, config.tenantSetting());
        MigrationTransaction migrations = new MigrationTransaction(
                connection,
                files == Files.TO_RUN ? Migrations.ofModule(module) : Migrations.of(module),
                MigrationSettings.defaults().withTenantSetting(config.tenantSetting()));
        if (mayChange()) {
            change(schema, migrations);
        } else {
            requireNothingLacking(schema, migrations);
        }
        new IndexSetup(connection, module).prepare(types, mayChange());
        PostgresRoles roles = new PostgresRoles(module);
        database.setRoles(
                roles.service(connection, database.login(Access.SERVICE)),
                roles.maintenance(connection, database.login(Access.MAINTENANCE)));
    }

    private void change(SchemaStatements schema, MigrationTransaction migrations) throws SQLException {
        MigrationReport migrated = migrations.startup();
        Set<String> missing = MissingColumns.of(connection, module, schema);
        if (!missing.isEmpty() || migrations.isFounded()) {
            run(schema.all());
            run(schema.additions(missing));
            requireComplete(schema);
        }
        PostgresRoles roles = new PostgresRoles(module);
        boolean made = roles.createIfAllowed(connection);
        if (made
                || !missing.isEmpty()
                || migrations.isFounded()
                || !migrated.steps().isEmpty()
                || roles.lacksRights(connection, schema.tables())) {
            roles.grant(connection, schema.tables());
        }
    }

    private void requireNothingLacking(SchemaStatements schema, MigrationTransaction migrations) throws SQLException {
        List<String> lacking = new ArrayList<>(MissingColumns.of(connection, module, schema));
        if (lacking.isEmpty()) {
            lacking.addAll(migrations.lacking());
        }
        if (!lacking.isEmpty()) {
            throw new StoreException(
                    Fault.Kind.REFUSED,
                    "schema " + module + " lacks " + String.join(", ", lacking)
                            + ", and the login may not change it; nothing was changed. Run 'persistence"
                            + " migrations run' as the owner of the schema, or name the owner in persistence.postgres.owner;"
                            + " 'persistence grants' prints the script that makes the roles",
                    null);
        }
    }

    /** Whether the login owns the schema, or may make it. */
    private boolean mayChange() throws SQLException {
        String sql = """
                SELECT coalesce(
                    (SELECT pg_catalog.pg_has_role(current_user, n.nspowner, 'USAGE')
                     FROM pg_catalog.pg_namespace n WHERE n.nspname = %s),
                    pg_catalog.has_database_privilege(current_user, pg_catalog.current_database(), 'CREATE'))
                """.formatted(Sql.literal(module));
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() && rows.getBoolean(1);
        }
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
