// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.repair;

import java.time.InstantSource;
import java.util.Optional;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.settings.Tokens;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.RepairRecords;
import org.stellaops.persistence.spi.RepairRow;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.spi.Versions;
import org.stellaops.persistence.value.ExtendedJson;
import org.stellaops.persistence.value.Struct;

/**
 * Undoes executed repairs of one entity type: the follower gets what it had, one version above what the repair left, so that it differs
 * from the leader again until the next write or repair of the key.
 */
record RepairUndo(Repair repair, RepairRecords records, InstantSource clock, Tokens tokens) {

    /** The row as it is afterwards; one that cannot be undone stays applied, and says why. */
    RepairRow undo(RepairRow row) {
        PlannedRepair applied = PlannedRepair.of(row);
        if (applied.state() != RepairState.APPLIED) {
            return row;
        }
        RepairRow next = undone(applied, row).row(row.legacyBefore(), row.targetBefore());
        records.replace(row, next);
        return next;
    }

    private PlannedRepair undone(PlannedRepair applied, RepairRow row) {
        if (applied.leader() != repair.leader()) {
            return refused(applied, "another store leads since the repair");
        } else if (applied.after().isEmpty()) {
            return refused(applied, "written again since the repair");
        }
        SideEvidence after = applied.after().get();
        Side follower = applied.leader().other();
        RepairSight now = RepairSight.of(repair.pair(), applied.key());
        boolean leaderMoved = !now.evidence(applied.leader()).stamp().equals(after.stamp())
                || !now.evidence(applied.leader()).contentHash().equals(after.contentHash());
        if (!now.atRest() || leaderMoved || !now.evidence(follower).equals(after)) {
            return refused(applied, "written again since the repair");
        } else if (applied.ofFollower().problem().isPresent()) {
            return refused(
                    applied, "the follower could not be read before the repair, so that its content was not kept");
        } else if (applied.ofFollower().contentHash().equals(after.contentHash())) {
            return applied.becomes(
                    RepairState.UNDONE,
                    "the content was the same before the repair; nothing was written",
                    clock.instant());
        }
        Optional<String> before = follower == Side.TARGET ? row.targetBefore() : row.legacyBefore();
        return given(applied, repair.give(image(applied, before, after.stamp())));
    }

    private Image image(PlannedRepair applied, Optional<String> before, VersionStamp above) {
        VersionStamp stamp =
                new VersionStamp(Versions.allocate(Versions.epochOf(above.version()), above.version()), tokens.next());
        return before.<Image>map(it -> Image.Present.of(applied.key(), stamp, (Struct) ExtendedJson.read(it)))
                .orElseGet(() -> new Image.Tombstone(applied.key(), stamp));
    }

    private PlannedRepair given(PlannedRepair applied, Optional<ApplyAnswer> answer) {
        if (answer.filter(ApplyAnswer::replicates).isPresent()) {
            return applied.becomes(RepairState.UNDONE, "", clock.instant());
        }
        return refused(
                applied,
                answer.map(it -> "the follower answered " + it.getClass().getSimpleName())
                        .orElse("no store leads steadily, or others wrote at once"));
    }

    private PlannedRepair refused(PlannedRepair applied, String why) {
        return applied.becomes(RepairState.APPLIED, "not undone: " + why, clock.instant());
    }
}
