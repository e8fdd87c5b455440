// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.authority;

import java.util.List;

/**
 * Reads of tenants.
 *
 * <p>Answers are equal on both databases. <b>Threads.</b> Safe for concurrent use. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException}.
 */
public interface TenantRepository {

    /** The first tenants with a status, by id. */
    List<Tenant> withStatus(Tenant.Status status, int limit);
}
