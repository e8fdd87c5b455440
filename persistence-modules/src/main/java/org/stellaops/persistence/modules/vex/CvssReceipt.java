// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.vex;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
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
 * A CVSS score with all that it was computed from.
 *
 * @param id unique within the tenant
 * @param inputHash SHA-256 of the canonical inputs; equal inputs give equal scores
 * @param supersedesId the receipt that this one amends
 */
@Entity(
        module = "vex",
        table = "cvss_receipts",
        tenancy = Tenancy.TENANT,
        unique = @Unique(name = "cvss_receipts_supersedes_id", fields = "supersedesId"))
public record CvssReceipt(
        @Id UUID id,
        String vulnerabilityId,
        String vector,
        CvssVersion cvssVersion,
        BigDecimal baseScore,
        BigDecimal effectiveScore,
        Severity severity,
        String inputHash,
        @Nullable String policyRef,
        @Json JsonNode evidence,
        @Nullable UUID supersedesId,
        String createdBy,
        Instant createdAt) {

    public static final Field<String> VULNERABILITY_ID = Field.of("vulnerabilityId", String.class);
    public static final Field<Instant> CREATED_AT = Field.of("createdAt", Instant.class);
    public static final Field<UUID> SUPERSEDES_ID = Field.of("supersedesId", UUID.class);

    /** What cvssVersion can be. */
    public enum CvssVersion {
        V2_0,
        V3_0,
        V3_1,
        V4_0
    }

    /** What severity can be. */
    public enum Severity {
        NONE,
        LOW,
        MEDIUM,
        HIGH,
        CRITICAL
    }
}
