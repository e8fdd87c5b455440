package org.stellaops.persistence.dualwrite.internal.maintenance;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.admission.StoreProblem;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.dualwrite.internal.admission.Admission;
import org.stellaops.persistence.dualwrite.internal.control.ModuleContext;
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
import org.stellaops.persistence.dualwrite.supervision.SupervisedLoop;

/**
 * Follows the stage of a module, keeps the lease of this process, finishes moves that were left, watches both stores, and asks
 * again for what is wished. Three threads, so that a store that does not answer holds up only what needs it.
 */
public final class ControlLoop implements AutoCloseable {

    private static final String RENEWING = "renewing the lease";
    private static final int MOST_DOUBLINGS = 6;

    private final ModuleContext module;
    private final Parts parts;
    private final Wish wish;
    private final StagePolicy policy;
    private final ControlTasks tasks;
    private final List<SupervisedLoop> loops;
    private volatile boolean moving;
    private volatile Optional<StoreProblem> problem;
    private Side lastLeader;
    private long lastEpoch;
    private long lastBeat;
    private boolean beaten;
    private int refusals;
    private int skipped;

    /** What the loop brings together. */
    public record Parts(
            StageRecords records,
            StageMover mover,
            Membership members,
            TypeRegistry types,
            EvidenceLog evidence,
            Pulse pulse,
            LeaderChangeRecovery recovery,
            FenceMonitor fence) {}

    public ControlLoop(
            ModuleContext module,
            Parts parts,
            Wish wish,
            StagePolicy policy,
            Admission.Start start,
            RandomGenerator random) {
        this.module = module;
        this.parts = parts;
        this.wish = wish;
        this.policy = policy;
        this.problem = start.barred();
        this.lastLeader = start.stage().leader();
        this.lastEpoch = start.epoch();
        this.tasks = new ControlTasks(module.supervisor());
        module.sends().bar(problem.isPresent());
        this.loops = List.of(
                loop("follow", policy.followEvery(), this::followOnce, random),
                loop("watch", policy.beatEvery(), this::watchOnce, random),
                loop("wish", policy.followEvery(), this::askOnce, random));
    }

    private SupervisedLoop loop(String task, Duration every, Runnable work, RandomGenerator random) {
        return module.supervisor()
                .loop(
                        task,
                        "persistence-" + module.module() + "-" + task,
                        every,
                        () -> {
                            work.run();
                            return false;
                        },
                        random);
    }

    public void start() {
        loops.forEach(SupervisedLoop::start);
    }

    /** Makes everything look at once. */
    public void wake() {
        loops.forEach(SupervisedLoop::wake);
    }

    /** What is wrong with a store, as far as is known. */
    public Optional<StoreProblem> problem() {
        return problem;
    }

    /** Says to the other processes, before it is done, that this one begins to move the lead, and that it has ended to. */
    public void isMoving(boolean moves) {
        moving = moves;
        if (moves) {
            renew();
        } else {
            hasEntered();
        }
    }

    /** Says to the other processes by which stage this one serves; that a store does not answer fails no move. */
    public void hasEntered() {
        tasks.run(Map.of(RENEWING, this::renew));
    }

    /** Looks at the store that leads, and at nothing else. */
    void followOnce() {
        Map<String, Runnable> due = new LinkedHashMap<>();
        due.put(
                "recovering a change of leader",
                () -> parts.recovery().watch(module.stages().current().leader()));
        due.put("following the stage", this::follow);
        if (isBeatDue()) {
            due.put(RENEWING, this::renew);
        }
        tasks.run(due);
    }

    /** Looks at both stores. */
    void watchOnce() {
        Map<String, Runnable> due = new LinkedHashMap<>();
        due.put("watching the stores", this::watch);
        if (module.stages().current() != Stage.TARGET_ONLY) {
            due.put("keeping the fence", this::keepFence);
            due.put("assuming a lead that was given away", this::assumeLeadership);
        }
        tasks.run(due);
    }

    /** Asks again for what is wished, the more rarely the oftener it was refused. */
    void askOnce() {
        Optional<Stage> wished = wish.now().stage();
        if (wished.isEmpty() || skipped < (1 << Math.min(refusals, MOST_DOUBLINGS)) - 1) {
            skipped = wished.isEmpty() ? 0 : skipped + 1;
            refusals = wished.isEmpty() ? 0 : refusals;
            return;
        }
        skipped = 0;
        tasks.run(Map.of("asking for stage " + wished.get().configName(), () -> ask(wished.get())));
    }

    /** Asks for a stage, now; what is refused stays wished. */
    @CanIgnoreReturnValue
    public MoveResult ask(Stage wished) {
        MoveResult result = parts.mover().attempt(wished, Optional.empty());
        if (result instanceof MoveResult.Refused it) {
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

    private void follow() {
        Optional<Leading> leading =
                parts.records().leading(module.stages().current().leader());
        if (leading.isPresent() && !moving) {
            parts.mover().follow(leading.get());
            wish.reached(leading.get().stage());
            note(leading.get());
        }
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

    private void watch() {
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

    @Override
    public void close() {
        loops.forEach(SupervisedLoop::close);
        tasks.run(Map.of(
                "leaving", () -> parts.members().leave(module.stages().current().leader())));
    }
}
