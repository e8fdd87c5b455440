// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.policy;

import java.time.Instant;
import java.util.List;
import org.stellaops.persistence.runtime.TenantParameter;

/**
 * Reads of exceptions from policies.
 *
 * <p>Answers are equal on both databases. <b>Threads.</b> Safe for concurrent use. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException}.
 */
public interface PolicyExemptionRepository {

    /** The newest exceptions in force for a project, those for the whole tenant included. */
    List<PolicyExemption> inForce(@TenantParameter String tenant, String projectId, Instant now, int limit);
}
