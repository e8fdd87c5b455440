// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import java.time.Instant;
import java.util.List;
import org.stellaops.persistence.runtime.TenantParameter;

/**
 * Reads of escalations.
 *
 * <p>Answers are equal on both databases. <b>Threads.</b> Safe for concurrent use. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException}.
 */
public interface EscalationStateRepository {

    /** The first active escalations whose next step should have begun by now, the one that waits longest first. */
    List<EscalationState> due(@TenantParameter String tenant, Instant now, int limit);
}
