// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.authority;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.stellaops.persistence.runtime.TenantParameter;

/**
 * Reads of roles.
 *
 * <p>Answers are equal on both databases. <b>Threads.</b> Safe for concurrent use. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException}.
 */
public interface RoleRepository {

    /** The roles that a user has at this moment, by name: those granted to an active user whose grant has not ended. */
    List<Role> effective(@TenantParameter String tenant, UUID userId, Instant now);
}
