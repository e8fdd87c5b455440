// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.scheduler;

import java.time.Instant;
import java.util.List;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.query.Field;

/**
 * A process that claims jobs, of whichever tenant.
 *
 * @param id unique
 */
@Entity(module = "scheduler", table = "workers")
public record Worker(
        @Id String id,
        String hostname,
        Status status,
        int capacity,
        List<String> labels,
        String version,
        Instant startedAt,
        Instant lastHeartbeatAt) {

    public static final Field<Instant> LAST_HEARTBEAT_AT = Field.of("lastHeartbeatAt", Instant.class);
    public static final Field<String> STATUS = Field.of("status", String.class);

    /** What status can be. */
    public enum Status {
        STARTING,
        READY,
        DRAINING,
        STOPPED
    }
}
