// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.util.Optional;
import org.stellaops.persistence.Patch;
import org.stellaops.persistence.query.Query;

/**
 * A change of the first record that a query finds and nobody else is changing, by a leading target (4.1).
 *
 * @param tenant the tenant; empty exactly for a global type
 * @param next condition and order
 * @param patch the change
 * @param epoch the epoch that the process read
 * @param token the token of this write
 * @param pendingFlag whether it is replicated to the follower
 */
public record TargetClaim(
        Optional<String> tenant,
        Query next,
        Patch patch,
        long epoch,
        String token,
        TargetWrite.PendingFlag pendingFlag) {}
