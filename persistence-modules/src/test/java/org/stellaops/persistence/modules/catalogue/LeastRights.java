// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.catalogue;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.postgres.PostgresBackend;
import org.stellaops.persistence.postgres.PostgresSchema;
import org.stellaops.persistence.postgres.config.PostgresConfig;
import org.stellaops.persistence.postgres.migration.MigrationRunner;
import org.stellaops.persistence.postgres.migration.Migrations;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;

/** The roles of a module in a database, as the script makes them, and its tables, as the owner makes them. */
final class LeastRights {

    static final String PASSWORD = "least-rights";

    private final String module;

    private LeastRights(String module) {
        this.module = module;
    }

    static LeastRights in(PostgresDatabase database, ModuleDescriptor module) {
        LeastRights rights = new LeastRights(module.name());
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : new PostgresSchema(module.name(), module.entityTypes(), "app.tenant_id")
                    .grants(rights.service(), rights.worker(), Optional.empty())) {
                boolean unused = statement.execute(sql);
            }
            for (String login : List.of(rights.owner(), rights.service(), rights.worker())) {
                boolean unused = statement.execute("ALTER ROLE " + login + " PASSWORD '" + PASSWORD + "'");
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the roles of " + module.name() + " could not be made", e);
        }
        PostgresConfig owner = PostgresConfig.of(database.jdbcUrl(), rights.owner(), PASSWORD);
        var unused =
                MigrationRunner.of(owner, Migrations.ofModule(module.name())).startup();
        PostgresBackend.install(owner, module.name(), module.entityTypes());
        return rights;
    }

    String owner() {
        return module + "_owner";
    }

    String service() {
        return module + "_service";
    }

    String worker() {
        return module + "_worker";
    }

    /** The keys of the section {@code postgres}. */
    String yaml(PostgresDatabase database) {
        return "{ jdbc-url: \"%s\", user: %s, password: \"${PG_PASSWORD}\", maintenance: { user: %s, password: \"${PG_PASSWORD}\" } }"
                .formatted(database.jdbcUrl(), service(), worker());
    }
}
