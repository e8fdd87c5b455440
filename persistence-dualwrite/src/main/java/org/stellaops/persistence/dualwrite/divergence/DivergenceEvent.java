// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.divergence;

import java.time.Duration;
import java.time.Instant;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Stage;

/**
 * One difference between the stores that no write in flight explains.
 *
 * @param entity the name of the entity type
 * @param firstSeen when this difference was first seen
 * @param seenAt when it was last seen
 * @param scanEntries how often it was seen, including this time
 */
public record DivergenceEvent(
        String entity,
        RecordKey key,
        Stage stage,
        Divergence divergence,
        Instant firstSeen,
        Instant seenAt,
        int scanEntries) {

    /** How long it has been seen. */
    public Duration lasted() {
        return Duration.between(firstSeen, seenAt);
    }

    /** A one-line description: which record, what differs, since when. */
    public String describe() {
        return entity + " " + key + " " + divergence.describe() + "; seen " + scanEntries + " times since " + firstSeen;
    }
}
