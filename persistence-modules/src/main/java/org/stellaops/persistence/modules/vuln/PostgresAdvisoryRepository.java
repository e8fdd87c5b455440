// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.vuln;

import java.util.List;
import java.util.Map;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.modules.repository.PostgresEntities;
import org.stellaops.persistence.postgres.PostgresBackend;

/** {@link AdvisoryRepository} on PostgreSQL. */
public final class PostgresAdvisoryRepository implements AdvisoryRepository {

    private static final String BY_ALIAS = """
            SELECT a.id
            FROM vuln.advisories a
            WHERE EXISTS (
                SELECT FROM vuln.advisory_aliases s
                WHERE s.parent_id = a.id AND s.value = :alias
            )
            ORDER BY a.id
            LIMIT :limit""";

    private static final String BY_PACKAGE_URL = """
            SELECT a.id
            FROM vuln.advisories a
            WHERE EXISTS (
                SELECT FROM vuln.advisory_affected p
                WHERE p.parent_id = a.id AND p.purl = :purl
            )
            ORDER BY a.id
            LIMIT :limit""";

    private static final String SEARCH = """
            SELECT a.id
            FROM vuln.advisories a
            WHERE a.search @@ plainto_tsquery('english', :words)
            ORDER BY a.id
            LIMIT :limit""";

    private final PostgresEntities<Document> advisories;

    /** The repository of a module's target side. */
    public PostgresAdvisoryRepository(PostgresBackend backend) {
        this.advisories = new PostgresEntities<>(backend, Advisories.TYPE);
    }

    @Override
    public List<Document> byAlias(String alias, int limit) {
        return advisories.global(BY_ALIAS, Map.of("alias", alias, "limit", limit));
    }

    @Override
    public List<Document> byPackageUrl(String packageUrl, int limit) {
        return advisories.global(BY_PACKAGE_URL, Map.of("purl", packageUrl, "limit", limit));
    }

    @Override
    public List<Document> search(String words, int limit) {
        return advisories.global(SEARCH, Map.of("words", words, "limit", limit));
    }
}
