// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.authority;

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
 * Which node uses how many seats of a license.
 *
 * @param id unique within the tenant
 */
@Entity(
        module = "authority",
        table = "license_usage",
        tenancy = Tenancy.TENANT,
        unique =
                @Unique(
                        name = "license_usage_node_id",
                        fields = {"licenseId", "nodeId"}))
public record LicenseUsage(
        @Id UUID id,
        UUID licenseId,
        String nodeId,
        @Nullable String product,
        int usedSeats,
        Instant firstSeenAt,
        Instant lastSeenAt,
        @Json @Nullable JsonNode properties) {

    public static final Field<UUID> LICENSE_ID = Field.of("licenseId", UUID.class);
    public static final Field<String> NODE_ID = Field.of("nodeId", String.class);
    public static final Field<Instant> LAST_SEEN_AT = Field.of("lastSeenAt", Instant.class);
}
