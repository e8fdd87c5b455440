// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.vuln;

import java.util.List;
import java.util.Map;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.PostgresEntities;
import org.stellaops.persistence.postgres.PostgresBackend;

/** {@link SourceRepository} on PostgreSQL. */
public final class PostgresSourceRepository implements SourceRepository {

    private static final String ENABLED = """
            SELECT s.id
            FROM vuln.sources s
            WHERE s.enabled
            ORDER BY s.priority DESC, s.id
            LIMIT :limit""";

    private final PostgresEntities<Source> sources;

    /** The repository of a module's target side. */
    public PostgresSourceRepository(PostgresBackend backend) {
        this.sources = new PostgresEntities<>(backend, EntityType.of(Source.class));
    }

    @Override
    public List<Source> enabled(int limit) {
        return sources.global(ENABLED, Map.of("limit", limit));
    }
}
