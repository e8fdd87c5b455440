// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.authority;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Json;

/**
 * A customer of the control plane. Its id is the tenant_id of every other table.
 *
 * @param id unique
 * @param name name shown to people
 * @param settings settings of the tenant that only its own services read
 */
@Entity(module = "authority", table = "tenants")
public record Tenant(
        @Id String id, String name, Status status, @Json JsonNode settings, Instant createdAt, Instant updatedAt) {

    /** What status can be. */
    public enum Status {
        ACTIVE,
        SUSPENDED,
        CLOSED
    }
}
