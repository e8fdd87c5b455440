// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Json;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.modules.repository.Lease;
import org.stellaops.persistence.query.Field;

/**
 * A distributed lock. Its id is what is locked; whoever holds an unexpired lease owns it.
 *
 * @param id unique within the tenant
 * @param fencingToken grows with every change of owner
 */
@Entity(module = "notify", table = "locks", tenancy = Tenancy.TENANT)
public record LockLease(
        @Id String id,
        String owner,
        long fencingToken,
        Instant acquiredAt,
        @Nullable Instant renewedAt,
        Instant expiresAt,
        @Json @Nullable JsonNode metadata)
        implements Lease {

    public static final Field<Instant> EXPIRES_AT = Field.of("expiresAt", Instant.class);
}
