// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.coverage;

import java.time.Instant;
import java.util.Optional;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.ReadKind;

/**
 * One kind of read: its operation, fields and order, never its values.
 *
 * @param entity the entity type, or the interface of a repository
 * @param operation what is called
 * @param shape the condition and the order by their fields, such as {@code severity = ? order by modifiedAt desc}; empty for a read by
 *     key, the method of a repository
 * @param uses how often callers read so while reads were compared
 * @param compared how many of these reads were compared conclusively
 * @param confirmed in how many of them a divergence was confirmed
 * @param lastCompared when the last one was compared
 */
public record ShapeCoverage(
        String entity,
        ReadKind operation,
        String shape,
        long uses,
        long compared,
        long confirmed,
        Optional<Instant> lastCompared) {

    /** Whether none of these reads was ever compared. */
    public boolean neverCompared() {
        return compared == 0;
    }

    /** The highest share of divergent reads of this kind that the comparisons do not rule out, at 95 %; 1 without any. */
    public double divergenceBound() {
        return DivergenceBound.of(confirmed, compared);
    }

    /** These counts and those of another process, of the same shape. */
    public ShapeCoverage plus(ShapeCoverage other) {
        return new ShapeCoverage(
                entity,
                operation,
                shape,
                uses + other.uses,
                compared + other.compared,
                confirmed + other.confirmed,
                lastCompared
                        .flatMap(mine -> other.lastCompared
                                .map(theirs -> mine.isAfter(theirs) ? mine : theirs)
                                .or(() -> lastCompared))
                        .or(other::lastCompared));
    }
}
