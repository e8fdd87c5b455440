// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.repository;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.postgres.PostgresBackend;
import org.stellaops.persistence.postgres.PostgresReads;

/**
 * Entities whose ids a SELECT answers. Safe for concurrent use.
 *
 * @param <T> the class of the entities
 */
public final class PostgresEntities<T> {

    private final PostgresReads reads;
    private final EntityType<T> type;

    /** The entities of a type. */
    public PostgresEntities(PostgresBackend backend, EntityType<T> type) {
        this.reads = backend.reads(type);
        this.type = type;
    }

    /** The entities of a tenant in the order of the SQL, which names the tenant as {@code :tenant}. */
    public List<T> ofTenant(String tenant, String sql, Map<String, Object> parameters) {
        return StoredEntities.of(type, reads.records(Optional.of(tenant), sql, parameters));
    }

    /** The entities of a global type in the order of the SQL. */
    public List<T> global(String sql, Map<String, Object> parameters) {
        return StoredEntities.of(type, reads.records(Optional.empty(), sql, parameters));
    }
}
