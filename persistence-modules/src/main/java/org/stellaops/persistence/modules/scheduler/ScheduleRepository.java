// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.scheduler;

import java.time.Instant;
import java.util.List;
import org.stellaops.persistence.runtime.TenantParameter;

/**
 * Reads of schedules.
 *
 * <p>Answers are equal on both databases. <b>Threads.</b> Safe for concurrent use. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException}.
 */
public interface ScheduleRepository {

    /** The first schedules of a tenant that should have fired by now, the one that waits longest first. */
    List<Schedule> due(@TenantParameter String tenant, Instant now, int limit);
}
