// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.audit;

import java.time.Instant;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Tenancy;

/**
 * How long a tenant keeps its events. Its id is an entity type, or * for all others.
 *
 * @param id unique within the tenant
 * @param legalHold whether nothing may be removed meanwhile
 */
@Entity(module = "audit", table = "retention_policies", tenancy = Tenancy.TENANT)
public record RetentionPolicy(
        @Id String id, int keepDays, boolean legalHold, String updatedBy, Instant createdAt, Instant updatedAt) {}
