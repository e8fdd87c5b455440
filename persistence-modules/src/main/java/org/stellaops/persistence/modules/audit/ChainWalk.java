// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.audit;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Goes through a chain from its first event that there is. Used by one thread. */
final class ChainWalk {

    private @Nullable AuditEvent first;
    private @Nullable AuditEvent before;
    private @Nullable AuditAnchor anchor;

    /** The number of the last event that fitted; 0 before the first. */
    long number() {
        return before == null ? 0 : before.eventNumber();
    }

    /** Whether an event fits to the one before. */
    boolean fits(AuditEvent event, String hash) {
        AuditEvent former = before;
        boolean follows = former == null
                || (event.eventNumber() == former.eventNumber() + 1
                        && Objects.equals(event.previousHash(), former.contentHash()));
        if (!follows || !event.contentHash().equals(hash)) {
            return false;
        }
        if (first == null) {
            first = event;
        }
        before = event;
        AuditAnchor.of(event).ifPresent(it -> anchor = it);
        return true;
    }

    /** The number of the first event, if events are missing before it that no retention accounts for. */
    Optional<Long> unexplainedBeginning() {
        AuditEvent beginning = first;
        if (beginning == null || beginning.eventNumber() == 1) {
            return Optional.empty();
        }
        AuditAnchor last = anchor;
        return last != null && last.allows(beginning) ? Optional.empty() : Optional.of(beginning.eventNumber());
    }
}
