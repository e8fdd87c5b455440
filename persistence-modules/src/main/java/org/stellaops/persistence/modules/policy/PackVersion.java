// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.policy;

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
import org.stellaops.persistence.entity.Unique;
import org.stellaops.persistence.query.Field;

/**
 * One version of a pack with its rules; not changed once it is published.
 *
 * @param id unique within the tenant
 * @param projectId as in the pack
 * @param contentHash SHA-256 of the canonical JSON of the rules
 * @param rules the rules of a version, in the order in which they are evaluated
 */
@Entity(
        module = "policy",
        table = "pack_versions",
        tenancy = Tenancy.TENANT,
        unique =
                @Unique(
                        name = "pack_versions_version",
                        fields = {"packId", "version"}))
public record PackVersion(
        @Id UUID id,
        String packId,
        @Nullable String projectId,
        int version,
        @Nullable String description,
        String contentHash,
        boolean isPublished,
        @Nullable String publishedBy,
        @Nullable Instant publishedAt,
        String createdBy,
        Instant createdAt,
        @Child(table = "rules") List<Rule> rules) {

    public static final Field<String> PACK_ID = Field.of("packId", String.class);
    public static final Field<Integer> VERSION = Field.of("version", Integer.class);

    /** The rules of a version, in the order in which they are evaluated. */
    public record Rule(
            String name,
            Kind kind,
            Severity severity,
            @Nullable String category,
            String content,
            String contentHash,
            List<String> tags,
            @Json @Nullable JsonNode metadata) {

        /** What kind can be. */
        public enum Kind {
            REGO,
            JSON,
            YAML
        }

        /** What severity can be. */
        public enum Severity {
            INFO,
            LOW,
            MEDIUM,
            HIGH,
            CRITICAL
        }
    }
}
