// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.policy;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Json;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.query.Field;

/**
 * Why a rule decided as it did in one evaluation.
 *
 * @param id unique within the tenant
 */
@Entity(module = "policy", table = "explanations", tenancy = Tenancy.TENANT)
public record Explanation(
        @Id UUID id,
        UUID evaluationRunId,
        @Nullable String projectId,
        String ruleName,
        Result result,
        Severity severity,
        String message,
        @Json JsonNode details,
        @Nullable String remediation,
        @Nullable String resourcePath,
        @Nullable Integer lineNumber,
        Instant createdAt) {

    public static final Field<UUID> EVALUATION_RUN_ID = Field.of("evaluationRunId", UUID.class);

    /** What result can be. */
    public enum Result {
        PASS,
        WARN,
        FAIL,
        SKIP,
        ERROR
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
