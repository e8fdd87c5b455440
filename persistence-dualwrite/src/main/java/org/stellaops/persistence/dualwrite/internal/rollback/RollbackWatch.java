// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.rollback;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.gate.GateEvidence.RollbackEvidence;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.dualwrite.internal.control.ModuleContext;
import org.stellaops.persistence.dualwrite.internal.gate.GateNotes;
import org.stellaops.persistence.dualwrite.internal.member.Membership;
import org.stellaops.persistence.dualwrite.internal.rollback.RollbackRules.Decision;
import org.stellaops.persistence.dualwrite.internal.rollback.RollbackRules.Watching;
import org.stellaops.persistence.dualwrite.member.Member;
import org.stellaops.persistence.dualwrite.settings.RollbackPolicy;
import org.stellaops.persistence.dualwrite.vitals.Vitals;
import org.stellaops.persistence.spi.ControlEntries;

/**
 * Looks at what all processes of a module counted, and takes the lead back if the policy says so. One process does this for all: the one
 * whose id stands in an entry of the store that leads, for as long as it renews its lease.
 *
 * <p>For one thread.
 */
public final class RollbackWatch {

    private static final String WATCH = "rollback-watch";
    private static final Stage END = Stage.SHADOW_READ;

    private final ModuleContext module;
    private final Membership members;
    private final GateNotes notes;
    private final RollbackPolicy policy;
    private final Moves moves;
    private Watching watching = Watching.NOTHING;

    /** How the lead goes back. */
    public interface Moves {

        /**
         * Records why, before anything is done.
         *
         * @throws StoreException if it cannot be recorded: then nothing is done
         */
        void order(Stage from, Stage to, String reason);

        /** Makes a step, if every gate allows it; that a store cannot be asked is a refusal. */
        MoveResult moveTo(Stage next);
    }

    public RollbackWatch(
            ModuleContext module, Membership members, GateNotes notes, RollbackPolicy policy, Moves moves) {
        this.module = module;
        this.members = members;
        this.notes = notes;
        this.policy = policy;
        this.moves = moves;
    }

    /** Looks once. */
    public void look() {
        Stage stage = module.stages().current();
        boolean canGoBack = stage == Stage.TARGET_LED || stage == Stage.RAMP_DOWN;
        List<Member> present = canGoBack ? present() : List.of();
        if (!canGoBack || !isWatch(present)) {
            watching = Watching.NOTHING;
            return;
        }
        Decision decision = RollbackRules.decide(
                policy,
                watching,
                Vitals.sum(present.stream().map(Member::vitals).toList()),
                module.clock().ticker().getAsLong());
        watching = decision.next();
        decision.reason().ifPresent(reason -> rollBack(stage, reason));
    }

    private List<Member> present() {
        return members.members(Side.TARGET).stream().filter(Member::isPresent).toList();
    }

    /** Whoever wrote its name last watches, until it is gone. */
    private boolean isWatch(List<Member> present) {
        ControlEntries entries = module.stores().targetEntries();
        Optional<ControlEntries.Entry> watch = entries.find(WATCH);
        if (watch.isEmpty()) {
            return entries.insert(WATCH, members.id());
        }
        String holder = watch.get().text();
        return holder.equals(members.id())
                || (present.stream().noneMatch(it -> it.id().equals(holder))
                        && entries.replace(watch.get(), members.id()));
    }

    private void rollBack(Stage from, String reason) {
        List<String> refusals;
        try {
            if (!RollbackRules.isCool(policy, sinceRollback())) {
                return;
            }
            note(from, reason);
            refusals = walkBack(from);
        } catch (StoreException e) {
            refusals = List.of("a store could not be asked: " + e.getMessage());
        }
        // A rollback that is refused is tried again only after the limit was exceeded anew for as long.
        watching = Watching.NOTHING;
        Stage reached = module.stages().current();
        if (reached.leader() == Side.TARGET) {
            takeBack();
        }
        module.listener().on(new DualWriteEvent.RollbackEnded(module.module(), from, reached, reason, refusals));
    }

    private Optional<Duration> sinceRollback() {
        return notes.lastRollbackFrom(Side.TARGET).map(RollbackEvidence::age);
    }

    /** What is noted first keeps the target from leading again at once, should this process die in between. */
    private void note(Stage from, String reason) {
        moves.order(from, END, reason);
        notes.rolledBack(Side.LEGACY, reason, policy.coolDown());
    }

    private List<String> walkBack(Stage from) {
        for (Stage next : from.walkTo(END)) {
            if (moves.moveTo(next) instanceof MoveResult.Refused it) {
                return it.reasons();
            }
        }
        return List.of();
    }

    /** A note that cannot be taken back holds nothing up, because the target still leads since before it. */
    private void takeBack() {
        try {
            notes.didNotRollBack(Side.LEGACY);
        } catch (StoreException e) {
            return;
        }
    }
}
