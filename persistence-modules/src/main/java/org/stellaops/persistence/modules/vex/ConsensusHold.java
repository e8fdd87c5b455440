// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.vex;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.query.Field;

/**
 * A consensus that must not be published yet.
 *
 * @param id unique within the tenant
 */
@Entity(module = "vex", table = "consensus_holds", tenancy = Tenancy.TENANT)
public record ConsensusHold(
        @Id UUID id,
        UUID consensusId,
        String reason,
        String heldBy,
        Instant heldAt,
        @Nullable Instant releaseAt,
        @Nullable String releasedBy,
        @Nullable Instant releasedAt) {

    public static final Field<UUID> CONSENSUS_ID = Field.of("consensusId", UUID.class);
    public static final Field<Instant> RELEASE_AT = Field.of("releaseAt", Instant.class);
    public static final Field<Instant> RELEASED_AT = Field.of("releasedAt", Instant.class);
}
