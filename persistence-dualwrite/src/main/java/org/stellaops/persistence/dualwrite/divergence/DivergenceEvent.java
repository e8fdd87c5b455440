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
 * @param explanation why they differ, and what shows it
 * @param firstSeen when this difference was first seen
 * @param seenAt when it was last seen
 * @param scanEntries how often it was seen, including this time
 */
public record DivergenceEvent(
        String entity,
        RecordKey key,
        Stage stage,
        Divergence divergence,
        Explanation explanation,
        Instant firstSeen,
        Instant seenAt,
        int scanEntries) {

    /** A difference that nothing explains. */
    public DivergenceEvent(
            String entity,
            RecordKey key,
            Stage stage,
            Divergence divergence,
            Instant firstSeen,
            Instant seenAt,
            int scanEntries) {
        this(entity, key, stage, divergence, Explanation.REAL, firstSeen, seenAt, scanEntries);
    }

    /** Why they differ. */
    public Cause cause() {
        return explanation.cause();
    }

    /** How long it has been seen. */
    public Duration lasted() {
        return Duration.between(firstSeen, seenAt);
    }

    /** A one-line description: which record, what differs, why, since when. */
    public String describe() {
        return entity + " " + key + " " + divergence.describe() + "; " + cause().word() + ": " + explanation.evidence()
                + "; seen " + scanEntries + " times since " + firstSeen;
    }
}
