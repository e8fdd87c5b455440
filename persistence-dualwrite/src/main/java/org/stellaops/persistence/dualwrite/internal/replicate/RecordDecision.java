// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.replicate;

import java.util.Optional;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.spi.Versions;

/** Decides whether a pending record of a leading legacy store may be replicated unchanged (3.1 step 6, 3.4). Pure. */
public sealed interface RecordDecision {

    /** Its version is above its tombstone. */
    record Send() implements RecordDecision {}

    /** It has a version below a tombstone, which would win on the follower: it needs this version first (A4). */
    record VersionBump(long version) implements RecordDecision {}

    /** A live intent is about to delete it. Bumping its version would make that delete miss (A8). */
    record LeaveToIntent() implements RecordDecision {}

    static RecordDecision decide(VersionStamp record, Optional<LegacyTombstone> tombstone, long epoch) {
        if (tombstone.isEmpty() || tombstone.get().stamp().version() < record.version()) {
            return new Send();
        } else if (tombstone.get().isLiveIntentFor(record)) {
            return new LeaveToIntent();
        }
        return new VersionBump(Versions.allocate(
                epoch, record.version(), tombstone.get().stamp().version()));
    }
}
