// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.authority;

import java.time.Instant;
import java.util.List;
import org.stellaops.persistence.runtime.TenantParameter;

/**
 * Reads of revocations.
 *
 * <p>Answers are equal on both databases. <b>Threads.</b> Safe for concurrent use. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException}.
 */
public interface RevocationRepository {

    /** The first revocations since a moment that must still be observed, in the order in which they were made. */
    List<Revocation> inForce(@TenantParameter String tenant, Instant since, Instant now, int limit);
}
