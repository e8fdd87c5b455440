// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status.activity;

import java.time.Instant;

/**
 * A backfill or a verification, as far as it is.
 *
 * @param kind which of both
 * @param entity the name of the entity type
 * @param done records that were read or compared
 * @param total of how many, as was counted at its beginning
 * @param found records that were rejected, or that differ
 * @param perSecond records in a second; 0 if that is not known
 * @param verdict of a verification that has ended; empty before, and for a backfill
 * @param finished whether it has ended
 * @param at when that was so
 */
public record LongWork(
        Kind kind,
        String entity,
        long done,
        long total,
        long found,
        double perSecond,
        String verdict,
        boolean finished,
        Instant at) {

    /** What is done. */
    public enum Kind {
        /** Copies the legacy store. */
        BACKFILL,
        /** Compares both stores. */
        VERIFICATION
    }
}
