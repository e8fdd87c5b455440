// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.repair;

import java.util.Optional;
import org.stellaops.persistence.RecordKey;

/** Marks a key of the leading store as pending again. */
interface LeaderPendingFlag {

    /**
     * Bumps the version of the key above both stores, sets its pending flag, and leaves its content unchanged. If a
     * writer came first, nothing changes: its pending flag has the same effect.
     *
     * @return why the leader's state cannot be trusted; empty otherwise
     */
    Optional<String> set(RecordKey key);
}
