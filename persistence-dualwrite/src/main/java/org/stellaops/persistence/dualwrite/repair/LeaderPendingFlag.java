package org.stellaops.persistence.dualwrite.repair;

import java.util.Optional;
import org.stellaops.persistence.RecordKey;

/** How the leading store is made to send a key once more. */
interface LeaderPendingFlag {

    /**
     * Allocates the key anew above whatever either store holds for it, pending, and leaves its content alone. If a writer was
     * faster, nothing changes: its pending flag does the same.
     *
     * @return why the leader cannot be taken as right; empty otherwise
     */
    Optional<String> set(RecordKey key);
}
