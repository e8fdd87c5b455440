// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.postgres.internal.Database.Access;
import org.stellaops.persistence.postgres.internal.Database.Outcome;
import org.stellaops.persistence.spi.Retirement;

/**
 * Drops the tables of the library from the schema of a module. The tables of records stay, with their indexes and with the row-level
 * security that keeps tenants apart.
 */
public final class PostgresRetirement implements Retirement {

    private static final String OWN = """
            SELECT c.relname, GREATEST(c.reltuples, 0)::bigint
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = {schema} AND c.relkind = 'r' AND c.relname LIKE 'sync\\_%'
            ORDER BY c.relname = 'sync_control', c.relname
            """;

    private static final String DROP = "DROP TABLE IF EXISTS {table}";

    private final Database database;
    private final String module;

    /** Of one module. */
    PostgresRetirement(Database database, String module) {
        this.database = database;
        this.module = module;
    }

    @Override
    public List<Item> plan(Collection<? extends EntityType<?>> types) {
        return database.transaction(Access.OWNER, "listing the tables of the library in " + module, connection -> {
            List<Item> items = new ArrayList<>();
            String sql = SqlTemplate.fill(OWN, Map.of("schema", Sql.literal(module)));
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    items.add(new Item("table", module + "." + rows.getString(1), rows.getLong(2)));
                }
            }
            return Outcome.commit(items);
        });
    }

    @Override
    public void retire(Collection<? extends EntityType<?>> types, Consumer<Item> done) {
        for (Item item : plan(types)) {
            boolean unused = database.transaction(
                    Access.OWNER, "dropping " + item.name(), connection -> Outcome.commit(drop(connection, item)));
            done.accept(item);
        }
    }

    private boolean drop(Connection connection, Item item) throws SQLException {
        String table = Sql.name(module) + "." + Sql.name(item.name().substring(module.length() + 1));
        try (Statement statement = connection.createStatement()) {
            return statement.execute(SqlTemplate.fill(DROP, Map.of("table", table)));
        }
    }
}
