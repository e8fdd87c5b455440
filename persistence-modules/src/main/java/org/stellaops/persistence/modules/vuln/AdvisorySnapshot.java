// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.vuln;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.UUID;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Json;
import org.stellaops.persistence.entity.Unique;
import org.stellaops.persistence.query.Field;

/**
 * An advisory as one download had it; append-only.
 *
 * @param id unique
 * @param advisoryId as the source gave it; the advisory may not exist any longer
 * @param contentHash SHA-256 of the canonical JSON of content
 */
@Entity(
        module = "vuln",
        table = "advisory_snapshots",
        unique =
                @Unique(
                        name = "advisory_snapshots_advisory_id",
                        fields = {"feedSnapshotId", "advisoryId"}))
public record AdvisorySnapshot(
        @Id UUID id,
        UUID feedSnapshotId,
        String advisoryId,
        String contentHash,
        @Json JsonNode content,
        Instant createdAt) {

    public static final Field<UUID> FEED_SNAPSHOT_ID = Field.of("feedSnapshotId", UUID.class);
    public static final Field<String> ADVISORY_ID = Field.of("advisoryId", String.class);
    public static final Field<Instant> CREATED_AT = Field.of("createdAt", Instant.class);
}
