// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.authority;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Json;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.entity.Unique;
import org.stellaops.persistence.query.Field;

/**
 * A license of the product.
 *
 * @param id unique within the tenant
 * @param signature signature of the issuer over payload
 * @param payload the license as it was signed
 */
@Entity(
        module = "authority",
        table = "licenses",
        tenancy = Tenancy.TENANT,
        unique = @Unique(name = "licenses_license_key", fields = "licenseKey"))
public record License(
        @Id UUID id,
        String licenseKey,
        Edition edition,
        int seats,
        List<String> features,
        Status status,
        String signature,
        @Json JsonNode payload,
        Instant issuedAt,
        Instant notBefore,
        Instant expiresAt,
        Instant createdAt,
        Instant updatedAt) {

    public static final Field<String> LICENSE_KEY = Field.of("licenseKey", String.class);
    public static final Field<Instant> EXPIRES_AT = Field.of("expiresAt", Instant.class);
    public static final Field<String> STATUS = Field.of("status", String.class);

    /** What edition can be. */
    public enum Edition {
        COMMUNITY,
        STANDARD,
        ENTERPRISE
    }

    /** What status can be. */
    public enum Status {
        ACTIVE,
        SUSPENDED,
        EXPIRED
    }
}
