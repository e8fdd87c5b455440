// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import java.time.Instant;
import java.util.List;
import org.stellaops.persistence.runtime.TenantParameter;

/**
 * Reads of operators' overrides.
 *
 * <p>Answers are equal on both databases. <b>Threads.</b> Safe for concurrent use. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException}.
 */
public interface OperatorOverrideRepository {

    /** The first overrides in force, the one that ends first before the others. */
    List<OperatorOverride> inForce(@TenantParameter String tenant, Instant now, int limit);
}
