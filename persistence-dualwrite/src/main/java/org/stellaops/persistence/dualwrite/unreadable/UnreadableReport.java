// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.unreadable;

import java.util.List;
import org.stellaops.persistence.UnreadableRecord;

/**
 * What a look at all documents of an entity type found.
 *
 * @param entity the name of the entity type
 * @param read how many documents there are
 * @param undecided how many of them cannot be read and have no decision
 * @param leftBehind how many cannot be read and stay behind, as was decided
 * @param listed the first of the undecided ones
 */
public record UnreadableReport(
        String entity, long read, long undecided, long leftBehind, List<UnreadableRecord> listed) {

    /** Takes an unmodifiable copy. */
    public UnreadableReport {
        listed = List.copyOf(listed);
    }
}
