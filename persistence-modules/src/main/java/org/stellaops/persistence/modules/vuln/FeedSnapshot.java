// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.vuln;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Json;
import org.stellaops.persistence.entity.Unique;
import org.stellaops.persistence.query.Field;

/**
 * One download of a source.
 *
 * @param id unique
 * @param snapshotKey the source's own name of the snapshot
 */
@Entity(
        module = "vuln",
        table = "feed_snapshots",
        unique =
                @Unique(
                        name = "feed_snapshots_snapshot_key",
                        fields = {"sourceId", "snapshotKey"}))
public record FeedSnapshot(
        @Id UUID id,
        String sourceId,
        String snapshotKey,
        int advisoryCount,
        @Nullable String checksum,
        @Json @Nullable JsonNode metadata,
        Instant createdAt) {

    public static final Field<String> SOURCE_ID = Field.of("sourceId", String.class);
    public static final Field<String> SNAPSHOT_KEY = Field.of("snapshotKey", String.class);
    public static final Field<Instant> CREATED_AT = Field.of("createdAt", Instant.class);
}
