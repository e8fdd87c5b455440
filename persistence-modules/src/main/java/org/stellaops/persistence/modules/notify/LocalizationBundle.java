// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Json;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.entity.Unique;
import org.stellaops.persistence.query.Field;

/**
 * Texts of one locale.
 *
 * @param id unique within the tenant
 */
@Entity(
        module = "notify",
        table = "localization_bundles",
        tenancy = Tenancy.TENANT,
        unique =
                @Unique(
                        name = "localization_bundles_bundle_key",
                        fields = {"bundleKey", "locale"}))
public record LocalizationBundle(
        @Id UUID id,
        String locale,
        String bundleKey,
        @Json JsonNode content,
        @Nullable String description,
        boolean isDefault,
        Instant createdAt,
        Instant updatedAt) {

    public static final Field<String> BUNDLE_KEY = Field.of("bundleKey", String.class);
    public static final Field<String> LOCALE = Field.of("locale", String.class);
}
