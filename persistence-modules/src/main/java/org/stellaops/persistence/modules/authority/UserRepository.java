// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.authority;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.stellaops.persistence.runtime.TenantParameter;

/**
 * Reads of users.
 *
 * <p>Answers are equal on both databases. <b>Threads.</b> Safe for concurrent use. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException}.
 */
public interface UserRepository {

    /** Who logs in with this user name or e-mail address, by user name. More than one if somebody's name is somebody else's address. */
    List<User> byLogin(@TenantParameter String tenant, String login, int limit);

    /** The first users who hold a role at this moment, by user name, active or not. */
    List<User> holding(@TenantParameter String tenant, UUID roleId, Instant now, int limit);
}
