// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.postgres.internal.Database.Access;
import org.stellaops.persistence.postgres.internal.Database.Outcome;
import org.stellaops.persistence.postgres.security.PostgresRoles;

/**
 * Looks at what is there and makes nothing. Tables that are missing altogether are a {@link MissingTables}, and are looked
 * for again at the next call; a schema of which a part is missing cannot be read.
 */
final class ExistingSchema implements Preparation {

    private final String module;
    private final Database database;
    private final Set<String> complete = ConcurrentHashMap.newKeySet();

    ExistingSchema(String module, Database database) {
        this.module = module;
        this.database = database;
    }

    @Override
    public void ensure() {
        if (!complete.contains("")) {
            prepare(List.of());
        }
    }

    @Override
    public void ensure(EntityType<?> type) {
        if (!complete.contains(type.name())) {
            prepare(List.of(type));
        }
    }

    @Override
    public void prepare(Collection<? extends EntityType<?>> types) {
        SchemaStatements schema =
                new SchemaStatements(module, types, database.config().tenantSetting());
        Set<String> missing = database.transaction(
                Access.OWNER, "looking at schema " + module, connection -> Outcome.rollBack(look(connection, schema)));
        if (isAbsent(types, schema, missing)) {
            throw new MissingTables("schema " + module + " has no tables of " + types);
        } else if (!missing.isEmpty()) {
            throw new StoreException(
                    Fault.Kind.BROKEN,
                    "looking at schema " + module + " in PostgreSQL, which lacks " + String.join(", ", missing)
                            + "; nothing was made, as it was opened read-only; start the service of this version, or"
                            + " run its migrations",
                    null);
        }
        complete.add("");
        types.forEach(type -> complete.add(type.name()));
    }

    private Set<String> look(Connection connection, SchemaStatements schema) throws SQLException {
        PostgresRoles roles = new PostgresRoles(module);
        String login = database.login(Access.SERVICE);
        String worker = database.login(Access.MAINTENANCE);
        // A login that only reads the status is a member of that role alone.
        database.setRoles(
                roles.service(connection, login).or(() -> status(roles, connection, login)),
                roles.maintenance(connection, worker).or(() -> status(roles, connection, worker)));
        return MissingColumns.of(connection, module, schema);
    }

    private static Optional<String> status(PostgresRoles roles, Connection connection, String login) {
        try {
            return roles.status(connection, login);
        } catch (SQLException e) {
            throw PostgresFaults.storeException(
                    e, PostgresFaults.Moment.BEFORE_COMMIT, "looking at the roles of " + login);
        }
    }

    private static boolean isAbsent(
            Collection<? extends EntityType<?>> types, SchemaStatements schema, Set<String> missing) {
        return types.isEmpty()
                ? missing.equals(schema.columns())
                : types.stream().allMatch(it -> missing.contains(it.table() + "." + it.idColumn()));
    }
}
