// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.repair;

import java.time.InstantSource;
import java.util.Optional;
import org.stellaops.persistence.dualwrite.internal.compare.KeyComparison;
import org.stellaops.persistence.spi.RepairRecords;
import org.stellaops.persistence.spi.RepairRow;

/** Executes planned repairs of one entity type. */
record RepairExecution(Repair repair, RepairRecords records, InstantSource clock) {

    /** The row as it is afterwards; one that is not planned any more stays as it is. */
    RepairRow apply(RepairRow row) {
        PlannedRepair planned = PlannedRepair.of(row);
        if (planned.state() != RepairState.PLANNED) {
            return row;
        }
        RepairRow next = executed(planned).row(row.legacyBefore(), row.targetBefore());
        records.replace(row, next);
        return next;
    }

    private PlannedRepair executed(PlannedRepair planned) {
        if (planned.leader() != repair.leader()) {
            return planned.becomes(RepairState.REFUSED, "another store leads since the plan", clock.instant());
        }
        RepairSight now = RepairSight.of(repair.pair(), planned.key());
        if (!now.atRest() || !now.isAsPlanned(planned)) {
            return planned.becomes(RepairState.REFUSED, moved(planned, now), clock.instant());
        }
        Optional<String> problem = throughLeader(planned);
        if (problem.isPresent()) {
            RepairState state =
                    problem.get().equals(LeaderPendingFlag.MOVED) ? RepairState.REFUSED : RepairState.FAILED;
            return planned.becomes(state, problem.get(), clock.instant());
        }
        return replicated(planned);
    }

    private Optional<String> throughLeader(PlannedRepair planned) {
        SideEvidence held = planned.ofLeader();
        return planned.action() == RepairAction.ADOPT_IN_LEADER
                ? repair.ofLeader()
                        .adopt(planned.key(), held.stamp(), held.contentHash().orElseThrow())
                : repair.ofLeader().set(planned.key(), Optional.of(held.stamp()));
    }

    private PlannedRepair replicated(PlannedRepair planned) {
        KeyComparison found = repair.replicated(planned.key());
        if (found instanceof KeyComparison.Differs it) {
            return planned.becomes(
                    RepairState.FAILED, "still different: " + it.divergence().describe(), clock.instant());
        } else if (found instanceof KeyComparison.Unsettled) {
            return planned.becomes(
                    RepairState.FAILED,
                    "pending; the reconciler replicates it, and it cannot be undone",
                    clock.instant());
        }
        RepairSight after = RepairSight.of(repair.pair(), planned.key());
        SideEvidence held = after.evidence(planned.leader().other());
        // A write that came right after it is nothing that an undo may take back.
        boolean isKnown = after.atRest()
                && held.contentHash().equals(planned.ofLeader().contentHash())
                && after.evidence(planned.leader()).stamp().equals(held.stamp());
        return planned.with(
                RepairState.APPLIED,
                isKnown ? "" : "written again since, so that it cannot be undone",
                isKnown ? Optional.of(held) : Optional.empty(),
                clock.instant());
    }

    private static String moved(PlannedRepair planned, RepairSight now) {
        boolean leader = !now.evidence(planned.leader()).equals(planned.ofLeader());
        boolean follower = !now.evidence(planned.leader().other()).equals(planned.ofFollower());
        if (!leader && !follower) {
            return "a write is under way";
        }
        return "the " + (leader && follower ? "stores have" : leader ? "leader has" : "follower has")
                + " moved since the plan";
    }
}
