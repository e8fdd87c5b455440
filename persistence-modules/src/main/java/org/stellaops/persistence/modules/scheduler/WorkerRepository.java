// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.scheduler;

import java.time.Instant;
import java.util.List;

/**
 * Reads of workers.
 *
 * <p>Answers are equal on both databases. <b>Threads.</b> Safe for concurrent use. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException}.
 */
public interface WorkerRepository {

    /** The first workers that have not stopped, but sent no heartbeat since a moment, the one that is silent for longest first. */
    List<Worker> silentSince(Instant moment, int limit);
}
