// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.policy;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Json;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.query.Field;

/**
 * One evaluation of an artifact.
 *
 * @param id unique within the tenant
 * @param inputHash SHA-256 of the canonical input; equal inputs give equal results
 */
@Entity(module = "policy", table = "evaluation_runs", tenancy = Tenancy.TENANT)
public record EvaluationRun(
        @Id UUID id,
        @Nullable String projectId,
        @Nullable String artifactId,
        String packId,
        int packVersion,
        @Nullable String riskProfileId,
        Status status,
        @Nullable Result result,
        @Nullable BigDecimal score,
        int findingsCount,
        @Json JsonNode severityCounts,
        String inputHash,
        @Nullable String error,
        @Json @Nullable JsonNode metadata,
        @Nullable Instant startedAt,
        @Nullable Instant completedAt,
        @Nullable String createdBy,
        Instant createdAt) {

    public static final Field<String> PROJECT_ID = Field.of("projectId", String.class);
    public static final Field<Instant> CREATED_AT = Field.of("createdAt", Instant.class);
    public static final Field<String> ARTIFACT_ID = Field.of("artifactId", String.class);
    public static final Field<String> STATUS = Field.of("status", String.class);

    /** What status can be. */
    public enum Status {
        PENDING,
        RUNNING,
        COMPLETED,
        FAILED
    }

    /** What result can be. */
    public enum Result {
        PASS,
        WARN,
        FAIL,
        ERROR
    }
}
