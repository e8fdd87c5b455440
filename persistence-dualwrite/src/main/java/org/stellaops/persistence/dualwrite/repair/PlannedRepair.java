// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.repair;

import java.time.Instant;
import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.internal.control.EntryText;
import org.stellaops.persistence.spi.RepairRow;

/**
 * One repair of a plan, without contents.
 *
 * @param plan the id of the plan
 * @param entity the name of the entity type
 * @param key the record
 * @param leader which store led when it was planned
 * @param kind how the stores differed, in lower case
 * @param cause why, in lower case
 * @param why on what the cause rests
 * @param action what it does
 * @param legacy what the legacy store held when it was planned
 * @param target what the target held
 * @param after what the follower held after the repair; empty unless it was applied and is known
 * @param state what became of it
 * @param detail why, in a sentence; may be empty
 * @param plannedAt when it was planned
 * @param changedAt when its state was changed last
 */
public record PlannedRepair(
        String plan,
        String entity,
        RecordKey key,
        Side leader,
        String kind,
        String cause,
        String why,
        RepairAction action,
        SideEvidence legacy,
        SideEvidence target,
        Optional<SideEvidence> after,
        RepairState state,
        String detail,
        Instant plannedAt,
        Instant changedAt) {

    private static final String AFTER = "after";

    /** What the leader held when it was planned. */
    public SideEvidence ofLeader() {
        return leader == Side.LEGACY ? legacy : target;
    }

    /** What the follower held when it was planned. */
    public SideEvidence ofFollower() {
        return leader == Side.LEGACY ? target : legacy;
    }

    /** One line: the key, what differs, why, what is done about it, and what became of it. */
    public String describe() {
        return entity + " " + key + ": " + kind + ", " + cause + " (" + why + "); legacy: " + legacy.describe()
                + "; target: " + target.describe() + "; " + action.word() + ": " + state.word()
                + (detail.isEmpty() ? "" : ", " + detail);
    }

    PlannedRepair becomes(RepairState next, String because, Instant now) {
        return with(next, because, after, now);
    }

    PlannedRepair with(RepairState next, String because, Optional<SideEvidence> held, Instant now) {
        return new PlannedRepair(
                plan, entity, key, leader, kind, cause, why, action, legacy, target, held, next, because, plannedAt,
                now);
    }

    /** As a row with these contents. */
    RepairRow row(Optional<String> legacyBefore, Optional<String> targetBefore) {
        EntryText text = EntryText.empty()
                .with("leader", leader.name())
                .with("kind", kind)
                .with("cause", cause)
                .with("why", why)
                .with("action", action.name());
        text = target.writeTo(legacy.writeTo(text, "legacy"), "target");
        if (after.isPresent()) {
            text = after.get().writeTo(text.with(AFTER, "known"), AFTER);
        }
        return new RepairRow(
                plan,
                entity,
                key,
                text.write(),
                legacyBefore,
                targetBefore,
                state.word(),
                detail,
                plannedAt,
                changedAt);
    }

    static PlannedRepair of(RepairRow row) {
        EntryText text = EntryText.read(row.evidence());
        return new PlannedRepair(
                row.plan(),
                row.entity(),
                row.key(),
                Side.valueOf(text.text("leader")),
                text.text("kind"),
                text.text("cause"),
                text.text("why"),
                RepairAction.valueOf(text.text("action")),
                SideEvidence.readFrom(text, "legacy"),
                SideEvidence.readFrom(text, "target"),
                text.find(AFTER).map(it -> SideEvidence.readFrom(text, AFTER)),
                RepairState.of(row.state()),
                row.detail(),
                row.plannedAt(),
                row.changedAt());
    }
}
