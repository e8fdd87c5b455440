// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.scheduler;

import java.time.Instant;
import java.util.List;
import org.stellaops.persistence.runtime.TenantParameter;

/**
 * Reads of graph jobs.
 *
 * <p>Answers are equal on both databases. <b>Threads.</b> Safe for concurrent use. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException}.
 */
public interface GraphJobRepository {

    /** The first jobs of a tenant that a worker may claim, oldest first: queued ones, and running ones whose lease has ended. */
    List<GraphJob> claimable(@TenantParameter String tenant, Instant now, int limit);
}
