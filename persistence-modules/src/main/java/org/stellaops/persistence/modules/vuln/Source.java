// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.vuln;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Json;
import org.stellaops.persistence.query.Field;

/**
 * A publisher of advisories.
 *
 * @param id unique
 * @param priority higher wins where two sources contradict each other
 */
@Entity(module = "vuln", table = "sources")
public record Source(
        @Id String id,
        String name,
        Kind kind,
        @Nullable String url,
        int priority,
        boolean enabled,
        @Json JsonNode config,
        Instant createdAt,
        Instant updatedAt) {

    public static final Field<Integer> PRIORITY = Field.of("priority", Integer.class);
    public static final Field<Boolean> ENABLED = Field.of("enabled", Boolean.class);

    /** What kind can be. */
    public enum Kind {
        OSV,
        NVD,
        CSAF,
        GHSA,
        DISTRO,
        VENDOR,
        OTHER
    }
}
