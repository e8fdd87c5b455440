// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.policy;

import java.util.List;
import org.stellaops.persistence.runtime.TenantParameter;

/**
 * Reads of risk profiles.
 *
 * <p>Answers are equal on both databases. <b>Threads.</b> Safe for concurrent use. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException}.
 */
public interface RiskProfileRepository {

    /** The active profiles of a project and of the whole tenant, by name, the newest version first. */
    List<RiskProfile> active(@TenantParameter String tenant, String projectId, int limit);
}
