// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.vex;

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
 * The evidence of a decision, sealed by its Merkle root.
 *
 * @param id unique within the tenant
 */
@Entity(
        module = "vex",
        table = "evidence_manifests",
        tenancy = Tenancy.TENANT,
        unique = @Unique(name = "evidence_manifests_merkle_root", fields = "merkleRoot"))
public record EvidenceManifest(
        @Id UUID id,
        @Nullable String projectId,
        @Nullable String graphRevisionId,
        String merkleRoot,
        @Json JsonNode digests,
        @Nullable String signature,
        @Nullable String createdBy,
        Instant createdAt) {

    public static final Field<String> MERKLE_ROOT = Field.of("merkleRoot", String.class);
    public static final Field<String> GRAPH_REVISION_ID = Field.of("graphRevisionId", String.class);
}
