// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.issuer;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Json;
import org.stellaops.persistence.query.Field;

/**
 * A publisher whose statements can be trusted more or less.
 *
 * @param id unique
 * @param defaultWeight how much it counts where a tenant says nothing
 */
@Entity(module = "issuer", table = "issuers")
public record Issuer(
        @Id String id,
        String displayName,
        Kind kind,
        Status status,
        double defaultWeight,
        @Json @Nullable JsonNode contact,
        @Json JsonNode endpoints,
        List<String> tags,
        Instant createdAt,
        Instant updatedAt) {

    public static final Field<String> STATUS = Field.of("status", String.class);
    public static final Field<Instant> CREATED_AT = Field.of("createdAt", Instant.class);

    /** What kind can be. */
    public enum Kind {
        VENDOR,
        DISTRO,
        COMMUNITY,
        CSIRT,
        INTERNAL
    }

    /** What status can be. */
    public enum Status {
        ACTIVE,
        INACTIVE,
        REVOKED
    }
}
