// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.maintenance;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.admission.StoreProblem;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.dualwrite.internal.admission.Admission;
import org.stellaops.persistence.dualwrite.internal.control.ModuleContext;
import org.stellaops.persistence.dualwrite.internal.control.StageView.Standing;
import org.stellaops.persistence.dualwrite.internal.failover.FenceMonitor;
import org.stellaops.persistence.dualwrite.internal.failover.LeaderChangeRecovery;
import org.stellaops.persistence.dualwrite.internal.failover.StageMover;
import org.stellaops.persistence.dualwrite.internal.gate.EvidenceLog;
import org.stellaops.persistence.dualwrite.internal.identity.Pulse;
import org.stellaops.persistence.dualwrite.internal.member.Membership;
import org.stellaops.persistence.dualwrite.internal.member.TypeRegistry;
import org.stellaops.persistence.dualwrite.internal.stage.StageRecords;
import org.stellaops.persistence.dualwrite.internal.stage.StageRecords.Leading;
import org.stellaops.persistence.dualwrite.internal.stage.Wish;
import org.stellaops.persistence.dualwrite.settings.StagePolicy;

/**
 * What a process does, again and again, to follow the stage of its module, to keep its lease, to finish moves that were left, to
 * watch both stores, and to ask for what is wished: one call is one pass, on the caller's thread and without waiting between
 * its tasks. {@link ControlLoop} repeats the passes on threads.
 *
 * <p>Each pass is for one thread at a time; the three may run at once.
 */
public final class ControlPasses {

    /** The task that fails while the store that leads does not answer. */
    public static final String FOLLOWING = "following the stage";

    /** The tasks that fail while either store does not answer; in {@link Stage#TARGET_ONLY} they do not run. */
    public static final Set<String> OF_BOTH_STORES = Set.of("keeping the fence", "assuming a lead that was given away");

    private static final String ASKING = "asking for the stage that is wished";
    private static final String RENEWING = "renewing the lease";
    private static final int MOST_DOUBLINGS = 6;

    private final ModuleContext module;
    private final Parts parts;
    private final Wish wish;
    private final StagePolicy policy;
    private volatile boolean moving;
    private volatile Optional<StoreProblem> problem;
    private Side lastLeader;
    private long lastEpoch;
    private long lastBeat;
    private boolean beaten;
    private int refusals;
    private int skipped;
    private long noted;

    /**
     * What the passes bring together.
     *
     * @param divergences how many this process has confirmed so far
     */
    public record Parts(
            Admission admission,
            StageRecords records,
            StageMover mover,
            Membership members,
            TypeRegistry types,
            EvidenceLog evidence,
            Pulse pulse,
            LeaderChangeRecovery recovery,
            FenceMonitor fence,
            LongSupplier divergences) {}

    public ControlPasses(ModuleContext module, Parts parts, Wish wish, StagePolicy policy, Admission.Start start) {
        this.module = module;
        this.parts = parts;
        this.wish = wish;
        this.policy = policy;
        this.problem = start.barred();
        this.lastLeader = start.stage().leader();
        this.lastEpoch = start.epoch();
        module.sends().bar(problem.isPresent());
        parts.records().sawLeader(start.epoch());
    }

    /** What is wrong with a store, as far as is known. */
    public Optional<StoreProblem> problem() {
        return problem;
    }

    /** The task that says to the other processes by which stage this one serves. */
    public Map<String, Runnable> renewal() {
        return Map.of(RENEWING, this::renew);
    }

    /** Notes that this process begins or ends to move the lead, and says to the other processes that it begins. */
    public void isMoving(boolean moves) {
        moving = moves;
        if (moves) {
            renew();
        }
    }

    /** The task for which writes may wait. */
    public Map<String, Runnable> look() {
        return Map.of(FOLLOWING, this::followStage);
    }

    /** The tasks of a pass that looks at the store that leads, and at nothing else. */
    public Map<String, Runnable> follow() {
        // First, because writes may wait for it.
        Map<String, Runnable> due = new LinkedHashMap<>(look());
        due.put(
                "recovering a change of leader",
                () -> parts.recovery().watch(module.stages().current().leader()));
        if (isBeatDue()) {
            due.put(RENEWING, this::renew);
        }
        return due;
    }

    /** The tasks of a pass that looks at both stores. */
    public Map<String, Runnable> watch() {
        Map<String, Runnable> due = new LinkedHashMap<>();
        due.put("watching the stores", this::watchStores);
        if (module.stages().current() != Stage.TARGET_ONLY) {
            due.put("keeping the fence", this::keepFence);
            due.put("assuming a lead that was given away", this::assumeLeadership);
        }
        return due;
    }

    /** The task of a pass that asks again for what is wished, the more rarely the oftener it was refused. */
    public Map<String, Runnable> askAgain() {
        Optional<Stage> wished = wish.now().stage();
        if (wished.isEmpty()) {
            skipped = 0;
            refusals = 0;
            // So that a failure of a wish that was withdrawn does not stay in the health answer.
            return Map.of(ASKING, () -> {});
        } else if (skipped < (1 << Math.min(refusals, MOST_DOUBLINGS)) - 1) {
            skipped++;
            return Map.of();
        }
        skipped = 0;
        return Map.of(ASKING, () -> ask(wished.get()));
    }

    /** Asks for a stage, now; what is refused stays wished. */
    @CanIgnoreReturnValue
    public MoveResult ask(Stage wished) {
        MoveResult result = parts.mover().attempt(wished, Optional.empty());
        if (result instanceof MoveResult.Refused it && it.reasons().equals(StageMover.MOVED_ELSEWHERE)) {
            return result;
        } else if (result instanceof MoveResult.Refused it) {
            refusals++;
            if (wish.refused(wished, it.reasons())) {
                module.listener()
                        .on(new DualWriteEvent.StageRefused(module.module(), it.from(), it.to(), it.reasons()));
            }
        } else {
            refusals = 0;
            wish.reached(wished);
        }
        return result;
    }

    /** A process that serves by a store with which something is wrong asks the other one first whether it leads. */
    private void followStage() {
        Standing before = module.stages().now();
        Side served = before.stage().leader();
        boolean isDoubtful = problem.filter(it -> it.side() == served).isPresent();
        Optional<Leading> leading = parts.records().leading(isDoubtful ? served.other() : served);
        if (leading.isPresent() && !moving && isProved(leading.get(), served)) {
            parts.mover().follow(before, leading.get());
            if (leading.get().isSteady()) {
                module.stages().sawSteady();
            }
            wish.reached(leading.get().stage());
            note(leading.get());
        }
    }

    /**
     * Another database may stand where the store that leads is expected, and say that it leads. One to which the other store handed the
     * lead is only to be recognised: an epoch is decided once, so that no copy from before says that it leads in it.
     */
    private boolean isProved(Leading leading, Side served) {
        return leading.side() == served
                || (problem.isEmpty() && leading.isHandedOver() && parts.pulse().recognises(leading.side()))
                || parts.admission().proves(leading.side());
    }

    /** A store that leads anew must know the types of this process, and since when it leads. */
    private void note(Leading leading) {
        if (leading.side() != lastLeader) {
            parts.types().register(leading.side(), parts.members().types());
            parts.evidence().noteLead(leading.side(), leading.record(), lastEpoch);
            lastLeader = leading.side();
        }
        lastEpoch = leading.record().epoch();
    }

    private void renew() {
        Stage served = module.stages().current();
        Wish.State wished = wish.now();
        parts.members().renew(served.leader(), served, wished.stage(), wished.reasons(), moving);
        noteDivergences();
    }

    /** Notes for the gates of every process that this one confirmed divergences. */
    private synchronized void noteDivergences() {
        long found = parts.divergences().getAsLong();
        if (found > noted) {
            parts.evidence().notes().diverged(module.stages().current().leader());
            noted = found;
        }
    }

    private boolean isBeatDue() {
        long now = module.clock().ticker().getAsLong();
        if (beaten && now - lastBeat < policy.beatEvery().toNanos()) {
            return false;
        }
        beaten = true;
        lastBeat = now;
        return true;
    }

    private void watchStores() {
        Optional<StoreProblem> found = parts.pulse().beat();
        if (!found.equals(problem)) {
            problem = found;
            module.sends().bar(found.isPresent());
            module.listener()
                    .on(found.<DualWriteEvent>map(
                                    it -> new DualWriteEvent.StoreNotAdmitted(module.module(), it.side(), it.text()))
                            .orElseGet(() -> new DualWriteEvent.StoresAdmitted(module.module())));
        }
    }

    private void keepFence() {
        if (problem.isEmpty()) {
            parts.fence().keep();
        }
    }

    /** A store that was restored may say that it waits for a lead that it had long ago. */
    private void assumeLeadership() {
        if (problem.isEmpty()) {
            parts.recovery().assumeLeadership();
        }
    }

    /** Takes this process off the list of members. */
    public void leave() {
        parts.members().leave(module.stages().current().leader());
        noteDivergences();
    }
}
