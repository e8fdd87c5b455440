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
import org.stellaops.persistence.postgres.migration.PostgresRoles;
import org.stellaops.persistence.postgres.migration.SchemaMigrations;

/** Brings a schema to where a module needs it, in one transaction, one process at a time. */
final class SchemaSetup {

    /** What a migration at start-up may take. */
    private static final int LONGEST_MILLIS = 60_000;

    private static final int GRACE_MILLIS = 5_000;

    private final Connection connection;
    private final String module;
    private final Database database;

    SchemaSetup(Connection connection, String module, Database database) {
        this.connection = connection;
        this.module = module;
        this.database = database;
    }

    void prepare(Collection<? extends EntityType<?>> types) throws SQLException {
        connection.setNetworkTimeout(Runnable::run, LONGEST_MILLIS + GRACE_MILLIS);
        try (Statement statement = connection.createStatement()) {
            boolean unused =
                    statement.execute("SELECT set_config('statement_timeout', '" + LONGEST_MILLIS + "', true)");
            unused = statement.execute(Advisory.schema(module));
        }
        SchemaMigrations migrations = SchemaMigrations.ofModule(module);
        if (!migrations.isEmpty()) {
            migrations.runStartup(connection);
        }
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
        if (made || !missing.isEmpty()) {
            roles.grantIfPresent(connection, types);
        }
        Optional<String> maintenance = database.config().maintenance().isPresent()
                ? Optional.empty()
                : roles.usable(connection, roles.maintenance());
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
                boolean unused = statement.execute(sql);
            }
        }
    }
}
