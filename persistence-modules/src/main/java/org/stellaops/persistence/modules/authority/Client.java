// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.authority;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Json;
import org.stellaops.persistence.entity.Tenancy;

/**
 * An OAuth client. Its id is the client_id of the protocol.
 *
 * @param id unique within the tenant
 * @param accessTokenSeconds lifetime of an access token
 */
@Entity(module = "authority", table = "clients", tenancy = Tenancy.TENANT)
public record Client(
        @Id String id,
        String name,
        Kind kind,
        @Nullable String secretHash,
        List<String> redirectUris,
        List<String> grantTypes,
        List<String> allowedScopes,
        boolean requirePkce,
        int accessTokenSeconds,
        boolean enabled,
        @Json JsonNode properties,
        Instant createdAt,
        Instant updatedAt) {

    /** What kind can be. */
    public enum Kind {
        CONFIDENTIAL,
        PUBLIC
    }
}
