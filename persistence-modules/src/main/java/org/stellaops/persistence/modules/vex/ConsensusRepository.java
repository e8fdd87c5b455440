// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.vex;

import java.time.Instant;
import java.util.List;
import org.stellaops.persistence.runtime.TenantParameter;

/**
 * Reads of consensus.
 *
 * <p>Answers are equal on both databases. <b>Threads.</b> Safe for concurrent use. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException}.
 */
public interface ConsensusRepository {

    /** The newest results since a moment in which providers contradict each other. */
    List<Consensus> disputed(@TenantParameter String tenant, Instant since, int limit);
}
