// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.vex;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.entity.Child;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Json;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.query.Field;

/**
 * What a scan could not identify.
 *
 * @param id unique within the tenant
 * @param items the unknown parts, in the order in which they were found
 */
@Entity(module = "vex", table = "unknowns_snapshots", tenancy = Tenancy.TENANT)
public record UnknownsSnapshot(
        @Id UUID id,
        String projectId,
        @Nullable String graphRevisionId,
        String artifactDigest,
        @Nullable String createdBy,
        Instant createdAt,
        @Child(table = "unknown_items") List<Item> items) {

    public static final Field<String> PROJECT_ID = Field.of("projectId", String.class);
    public static final Field<Instant> CREATED_AT = Field.of("createdAt", Instant.class);
    public static final Field<String> ARTIFACT_DIGEST = Field.of("artifactDigest", String.class);

    /** The unknown parts, in the order in which they were found. */
    public record Item(
            String itemKey,
            Kind kind,
            @Nullable String name,
            @Nullable String version,
            @Nullable String purl,
            String reason,
            @Nullable Severity severity,
            @Json @Nullable JsonNode metadata) {

        /** What kind can be. */
        public enum Kind {
            MISSING_SBOM,
            AMBIGUOUS_PACKAGE,
            MISSING_FEED,
            UNRESOLVED_EDGE,
            NO_VERSION,
            UNKNOWN_ECOSYSTEM
        }

        /** What severity can be. */
        public enum Severity {
            LOW,
            MEDIUM,
            HIGH,
            CRITICAL
        }
    }
}
