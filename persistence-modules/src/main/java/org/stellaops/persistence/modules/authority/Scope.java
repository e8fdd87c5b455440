// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.authority;

import java.time.Instant;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.Id;

/**
 * A right that clients, roles and service accounts can be given. Its id is the name of the scope, such as
 * vuln:read.
 *
 * @param id unique
 */
@Entity(module = "authority", table = "scopes")
public record Scope(@Id String id, String description, Category category, Instant createdAt, Instant updatedAt) {

    /** What category can be. */
    public enum Category {
        READ,
        WRITE,
        ADMIN
    }
}
