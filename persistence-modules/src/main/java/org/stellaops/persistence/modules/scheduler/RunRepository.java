// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.scheduler;

import java.util.List;

/**
 * Reads of runs.
 *
 * <p>Answers are equal on both databases. <b>Threads.</b> Safe for concurrent use. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException}.
 */
public interface RunRepository {

    /** The first runs that have not ended and were not deleted, the oldest first. */
    List<Run> unfinished(String tenant, int limit);
}
