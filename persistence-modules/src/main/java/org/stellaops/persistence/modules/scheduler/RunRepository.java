// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.scheduler;

import java.util.List;
import org.stellaops.persistence.runtime.TenantParameter;

/**
 * Reads of runs.
 *
 * <p>Answers are equal on both databases. <b>Threads.</b> Safe for concurrent use. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException}.
 */
public interface RunRepository {

    /** The first runs that have not ended and were not deleted, the oldest first. */
    List<Run> unfinished(@TenantParameter String tenant, int limit);
}
