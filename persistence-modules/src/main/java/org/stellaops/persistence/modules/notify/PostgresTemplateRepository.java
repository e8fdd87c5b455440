// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import java.util.List;
import java.util.Map;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.PostgresEntities;
import org.stellaops.persistence.postgres.PostgresBackend;

/** {@link TemplateRepository} on PostgreSQL. */
public final class PostgresTemplateRepository implements TemplateRepository {

    private static final String IN_LOCALES = """
            SELECT t.id
            FROM notify.templates t
            WHERE t.tenant_id = :tenant
              AND t.template_key = :template_key
              AND t.channel_kind = :kind
              AND t.locale IN (:locale, :fallback)
            ORDER BY t.locale, t.id
            LIMIT :limit""";

    private final PostgresEntities<Template> templates;

    /** The repository of a module's target side. */
    public PostgresTemplateRepository(PostgresBackend backend) {
        this.templates = new PostgresEntities<>(backend, EntityType.of(Template.class));
    }

    @Override
    public List<Template> inLocales(
            String tenant, String templateKey, Template.ChannelKind kind, String locale, String fallback, int limit) {
        return templates.ofTenant(
                tenant,
                IN_LOCALES,
                Map.of(
                        "template_key",
                        templateKey,
                        "kind",
                        kind.name(),
                        "locale",
                        locale,
                        "fallback",
                        fallback,
                        "limit",
                        limit));
    }
}
