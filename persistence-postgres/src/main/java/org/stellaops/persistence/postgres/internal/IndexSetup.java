// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.postgres.internal.DeclaredIndexes.Declared;
import org.stellaops.persistence.postgres.internal.ExistingIndexes.Existing;

/** Makes declared indexes of tables that are still empty, and names those that must be built beside writers. */
final class IndexSetup {

    private static final Logger LOG = LoggerFactory.getLogger("org.stellaops.persistence.postgres.setup");

    private final Connection connection;
    private final String module;

    IndexSetup(Connection connection, String module) {
        this.connection = connection;
        this.module = module;
    }

    /**
     * Looks at the indexes of these types.
     *
     * @param mayChange whether the login may make those of empty tables
     */
    void prepare(Collection<? extends EntityType<?>> types, boolean mayChange) throws SQLException {
        List<Declared> declared =
                types.stream().flatMap(it -> DeclaredIndexes.of(it).stream()).toList();
        if (declared.isEmpty()) {
            return;
        }
        List<Existing> existing = ExistingIndexes.of(connection, module);
        Map<String, Existing> byName = existing.stream()
                .filter(Existing::isValid)
                .collect(Collectors.toMap(Existing::name, Function.identity(), (one, other) -> one));
        List<String> left = new ArrayList<>();
        for (Declared it : declared) {
            boolean isThere = byName.containsKey(it.name());
            if (!isThere && mayChange && isEmpty(existing, it.table())) {
                execute(it.statement());
            } else if (!isThere) {
                left.add(it.name());
            }
        }
        if (!left.isEmpty()) {
            LOG.warn(
                    "schema {} lacks declared indexes {}; queries that need them read whole tables. Build them beside running"
                            + " services with 'persistence migrations run --module {}'",
                    module,
                    left,
                    module);
        }
    }

    private static boolean isEmpty(List<Existing> existing, String table) {
        return existing.stream().anyMatch(it -> it.table().equals(table) && it.isTableEmpty());
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            boolean unused = statement.execute(sql);
        }
    }
}
