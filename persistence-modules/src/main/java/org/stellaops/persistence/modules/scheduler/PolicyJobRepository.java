// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.scheduler;

import java.time.Instant;
import java.util.List;
import org.stellaops.persistence.runtime.TenantParameter;

/**
 * Reads of policy jobs.
 *
 * <p>Answers are equal on both databases. <b>Threads.</b> Safe for concurrent use. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException}.
 */
public interface PolicyJobRepository {

    /** The first jobs that a worker may claim, by priority and then the one that waits longest: pending ones whose time has come, and running ones whose lease has ended. */
    List<PolicyJob> claimable(@TenantParameter String tenant, Instant now, int limit);
}
