// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import java.util.List;
import org.stellaops.persistence.runtime.TenantParameter;

/**
 * Reads of escalation policies.
 *
 * <p>Answers are equal on both databases. <b>Threads.</b> Safe for concurrent use. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException}.
 */
public interface EscalationPolicyRepository {

    /** The first enabled policies that call somebody within so many minutes in one of their steps, by name. */
    List<EscalationPolicy> enabled(@TenantParameter String tenant, int minutes, int limit);
}
