// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.IndexDef;
import org.stellaops.persistence.postgres.internal.DeclaredIndexes;
import org.stellaops.persistence.postgres.migration.MigrationRunner;

/** The declared indexes of entity types as statements, for {@link MigrationRunner#buildIndexes} and for reading. Pure. */
public final class PostgresIndexes {

    private PostgresIndexes() {}

    /** The statements that make the declared indexes beside writers, by name, in the order of the types. */
    public static Map<String, String> statements(Collection<? extends EntityType<?>> types) {
        Map<String, String> statements = new LinkedHashMap<>();
        for (EntityType<?> type : types) {
            DeclaredIndexes.of(type).forEach(it -> statements.put(it.name(), it.concurrently()));
        }
        return statements;
    }

    /** The statement that would make an index which the type does not declare; the index must have a name. */
    public static String statement(EntityType<?> type, IndexDef index) {
        return DeclaredIndexes.of(type, index).concurrently();
    }
}
