// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.authority;

import java.time.Instant;
import java.util.List;
import org.stellaops.persistence.runtime.TenantParameter;

/**
 * Reads of service accounts.
 *
 * <p>Answers are equal on both databases. <b>Threads.</b> Safe for concurrent use. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException}.
 */
public interface ServiceAccountRepository {

    /** The first active accounts that may ask for a scope and have not expired, by name. */
    List<ServiceAccount> usable(@TenantParameter String tenant, String scope, Instant now, int limit);
}
