// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.repair;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.internal.compare.KeyComparison;
import org.stellaops.persistence.spi.RepairRow;
import org.stellaops.persistence.value.ExtendedJson;

/** Makes the repairs of one plan. */
final class RepairPlanner {

    private static final int ATTEMPTS = 3;

    private final String plan;
    private final InstantSource clock;

    RepairPlanner(String plan, InstantSource clock) {
        this.plan = plan;
        this.clock = clock;
    }

    /** The repair of a key; empty if it needs none, or is written while it is looked at. */
    Optional<RepairRow> plan(Repair repair, RecordKey key) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            RepairSight before = RepairSight.of(repair.pair(), key);
            KeyComparison found = repair.replicated(key);
            if (!(found instanceof KeyComparison.Differs it)) {
                return Optional.empty();
            }
            // What is kept must be what was compared.
            if (before.atRest() && before.equals(RepairSight.of(repair.pair(), key))) {
                return Optional.of(row(repair, key, it, before));
            }
        }
        return Optional.empty();
    }

    private RepairRow row(Repair repair, RecordKey key, KeyComparison.Differs found, RepairSight sight) {
        Side leader = repair.leader();
        RepairAction action = RepairAction.of(sight.evidence(leader));
        Instant now = clock.instant();
        PlannedRepair planned = new PlannedRepair(
                plan,
                repair.pair().type().name(),
                key,
                leader,
                found.divergence().kind().name().toLowerCase(Locale.ROOT),
                found.explanation().cause().word(),
                found.explanation().evidence(),
                action,
                sight.evidence(Side.LEGACY),
                sight.evidence(Side.TARGET),
                Optional.empty(),
                action == RepairAction.NONE ? RepairState.NOT_REPAIRABLE : RepairState.PLANNED,
                action == RepairAction.NONE ? "the leader cannot read the record; correct or delete it there" : "",
                now,
                now);
        return planned.row(
                sight.legacy().content().map(ExtendedJson::write),
                sight.target().content().map(ExtendedJson::write));
    }
}
