// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.time.Instant;
import java.util.Optional;
import org.stellaops.persistence.RecordKey;

/**
 * One repair of a plan as it is kept. Holds contents, so that it can be undone: not for logs, events or reports.
 *
 * @param plan the id of the plan
 * @param entity the entity type
 * @param key the record
 * @param evidence what was seen on both sides: kind, cause, versions, hashes; without contents
 * @param legacyBefore the content of the legacy store before the repair, as extended JSON; empty if there was none that could be read
 * @param targetBefore the same of the target
 * @param state what became of it, in lower case
 * @param detail why, in a sentence; may be empty
 * @param plannedAt when it was planned
 * @param changedAt when its state was changed last
 */
public record RepairRow(
        String plan,
        String entity,
        RecordKey key,
        String evidence,
        Optional<String> legacyBefore,
        Optional<String> targetBefore,
        String state,
        String detail,
        Instant plannedAt,
        Instant changedAt) {

    /** This row without its contents. */
    public RepairRow withoutContents() {
        return new RepairRow(
                plan, entity, key, evidence, Optional.empty(), Optional.empty(), state, detail, plannedAt, changedAt);
    }

    /** Without contents. */
    @Override
    public String toString() {
        return "repair of " + entity + " " + key + " in plan " + plan + ": " + state;
    }
}
