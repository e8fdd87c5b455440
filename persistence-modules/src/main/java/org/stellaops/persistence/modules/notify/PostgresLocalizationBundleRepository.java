// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import java.util.List;
import java.util.Map;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.PostgresEntities;
import org.stellaops.persistence.postgres.PostgresBackend;

/** {@link LocalizationBundleRepository} on PostgreSQL. */
public final class PostgresLocalizationBundleRepository implements LocalizationBundleRepository {

    private static final String FOR_LOCALE = """
            SELECT b.id
            FROM notify.localization_bundles b
            WHERE b.tenant_id = :tenant
              AND b.bundle_key = :bundle_key
              AND (b.locale = :locale OR b.is_default)
            ORDER BY b.locale, b.id
            LIMIT :limit""";

    private final PostgresEntities<LocalizationBundle> bundles;

    /** The repository of a module's target side. */
    public PostgresLocalizationBundleRepository(PostgresBackend backend) {
        this.bundles = new PostgresEntities<>(backend, EntityType.of(LocalizationBundle.class));
    }

    @Override
    public List<LocalizationBundle> forLocale(String tenant, String bundleKey, String locale, int limit) {
        return bundles.ofTenant(tenant, FOR_LOCALE, Map.of("bundle_key", bundleKey, "locale", locale, "limit", limit));
    }
}
