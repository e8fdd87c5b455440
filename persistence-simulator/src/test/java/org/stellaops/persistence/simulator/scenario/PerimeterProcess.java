// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator.scenario;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.admission.StoreNotAdmittedException;
import org.stellaops.persistence.dualwrite.divergence.DivergenceLog;
import org.stellaops.persistence.dualwrite.gate.GateEvidence;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.dualwrite.gate.StageGate;
import org.stellaops.persistence.dualwrite.internal.admission.Admission;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.control.ModuleClock;
import org.stellaops.persistence.dualwrite.internal.control.ModuleContext;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.dualwrite.internal.control.PauseLock;
import org.stellaops.persistence.dualwrite.internal.control.StageView;
import org.stellaops.persistence.dualwrite.internal.failover.DecisionCheck;
import org.stellaops.persistence.dualwrite.internal.failover.FenceMonitor;
import org.stellaops.persistence.dualwrite.internal.failover.LeaderChange;
import org.stellaops.persistence.dualwrite.internal.failover.LeaderChangeRecovery;
import org.stellaops.persistence.dualwrite.internal.failover.StageMover;
import org.stellaops.persistence.dualwrite.internal.failover.StepChecks;
import org.stellaops.persistence.dualwrite.internal.gate.EvidenceLog;
import org.stellaops.persistence.dualwrite.internal.gate.ModuleEvidence;
import org.stellaops.persistence.dualwrite.internal.identity.Pulse;
import org.stellaops.persistence.dualwrite.internal.maintenance.ControlPasses;
import org.stellaops.persistence.dualwrite.internal.member.Membership;
import org.stellaops.persistence.dualwrite.internal.member.TypeRegistry;
import org.stellaops.persistence.dualwrite.internal.reconcile.Reconciler;
import org.stellaops.persistence.dualwrite.internal.reconcile.Reconcilers;
import org.stellaops.persistence.dualwrite.internal.stage.StageRecords;
import org.stellaops.persistence.dualwrite.internal.stage.Wish;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.settings.MovePolicy;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.dualwrite.settings.Recheck;
import org.stellaops.persistence.dualwrite.settings.StagePolicy;
import org.stellaops.persistence.dualwrite.supervision.Supervisor;
import org.stellaops.persistence.dualwrite.supervision.TaskListener;
import org.stellaops.persistence.dualwrite.verify.Verification;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;
import org.stellaops.persistence.dualwrite.verify.VerificationSettings;
import org.stellaops.persistence.dualwrite.vitals.Vitals;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.simulator.Operation;
import org.stellaops.persistence.simulator.Told;
import org.stellaops.persistence.spi.DeadLetters;
import org.stellaops.persistence.spi.LeftBehindDocuments;

/**
 * One process of a module from its start to its end: the classes that the product starts, wired as it wires them, without
 * threads. Its time passes only when it is told to.
 */
final class PerimeterProcess {

    /** After how long without a sign of life a process is taken for gone. */
    static final Duration LEASE = StagePolicy.defaults().lease();

    private static final int ATTEMPTS = 2;
    private static final Duration EPOCH_KEPT = Duration.ofSeconds(1);
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

    private final SimulatedModule module;
    private final String name;
    private final ModuleStores stores;
    private final ProtocolSettings settings;
    private final Wish wish = new Wish();
    private final LeaderChange change;
    private final Membership members;
    private final TypeRegistry types;
    private final Pulse pulse;
    private final EvidenceLog evidence;
    private final LeaderChangeRecovery recovery;
    private final Admission.Start start;
    private final ModuleContext context;
    private final EpochView legacyEpochs;
    private final EpochView targetEpochs;
    private final StageMover mover;
    private final ControlPasses passes;
    private long now;
    private int calls;
    private boolean warned;

    /**
     * Starts.
     *
     * @param known the entity types of its version
     * @param configured the stage in its file
     */
    PerimeterProcess(
            SimulatedModule module, String name, List<EntityType<?>> known, Stage configured, StageGate gates) {
        this.module = module;
        this.name = name;
        this.stores = module.steppedStores(known);
        this.settings = module.settings(ATTEMPTS);
        LongSupplier ticker = () -> now;
        StagePolicy policy = StagePolicy.defaults();
        this.change = new LeaderChange(stores, settings, event -> {}, ticker);
        this.members = new Membership(stores, name, "1", LEASE, ticker, () -> Vitals.UNKNOWN);
        this.recovery = new LeaderChangeRecovery(
                stores, change, MovePolicy.defaults().longest(), ticker, LEASE, this::somebodyMoves);
        this.types = new TypeRegistry(stores);
        this.pulse = new Pulse(stores, settings.tokens(), policy.beatEvery(), ticker);
        this.evidence = new EvidenceLog(stores, CLOCK);
        Admission admission = new Admission(stores, recovery::assumeLeadership, settings.tokens());
        this.start = admission.require(configured);
        register(start.stage().leader());
        this.context = new ModuleContext(
                stores,
                new StageView(start.stage(), entered -> {}),
                new PauseLock(),
                new PauseLock(),
                new ModuleClock(CLOCK, ticker),
                event -> {},
                new Supervisor(name, CLOCK, TaskListener.NONE));
        this.legacyEpochs = EpochView.confirming(stores.legacyControl(), EPOCH_KEPT, ticker);
        this.targetEpochs = EpochView.cached(stores.targetControl(), EPOCH_KEPT, ticker);
        StageRecords records = new StageRecords(stores);
        StepChecks checks = new StepChecks(stores, pulse, members, types, gates, this::evidenceOf, evidence);
        this.mover = new StageMover(
                context,
                records,
                change,
                new StageMover.Hooks(
                        checks, DecisionCheck.NOTHING, announcements(), this::catchUp, leader -> forgetEpochs()),
                MovePolicy.defaults());
        this.passes = new ControlPasses(
                context,
                new ControlPasses.Parts(
                        admission,
                        records,
                        mover,
                        members,
                        types,
                        evidence,
                        pulse,
                        recovery,
                        new FenceMonitor(stores.module(), stores.legacyControl(), event -> {}),
                        () -> 0),
                wish,
                policy,
                start);
    }

    /**
     * Starts a process and lets it do what a script says, a letter for each: {@code f}, {@code w} and {@code r} a pass that follows the
     * stage, watches the stores, asks again; {@code a} ask for the stage; {@code x} withdraw it; {@code t} a lease passes; {@code p}
     * and {@code q} put a record of the first and of the newer type; {@code v} verify; {@code c} close.
     */
    static void run(
            SimulatedModule module,
            String name,
            List<EntityType<?>> known,
            Stage configured,
            StageGate gates,
            Optional<Stage> wished,
            String script) {
        PerimeterProcess process;
        try {
            process = new PerimeterProcess(module, name, known, configured, gates);
        } catch (StoreNotAdmittedException e) {
            module.observe("not started: " + e.getMessage());
            return;
        } catch (StoreException e) {
            module.observe("not started: " + e.fault().kind());
            return;
        }
        module.observe("started: " + process.start);
        module.forget("started " + process.start);
        script.chars().forEach(letter -> process.step((char) letter, wished));
    }

    private void step(char letter, Optional<Stage> wished) {
        switch (letter) {
            case 'f' -> {
                pass(passes.follow());
                warned = passes.problem().isPresent();
            }
            case 'w' -> pass(passes.watch());
            case 'r' -> askAgain();
            case 'a' -> pass(Map.of("asking", () -> ask(wished.orElseThrow())));
            case 'x' -> wish.withdraw();
            case 't' -> now += LEASE.plusSeconds(1).toNanos();
            case 'p' -> put(PerimeterWorld.KEY, 0);
            case 'q' -> put(PerimeterWorld.NEWER_KEY, 1);
            case 'v' -> pass(Map.of("verifying", this::verify));
            case 'c' -> {
                mover.close();
                pass(Map.of("leaving", passes::leave));
            }
            default -> throw new IllegalArgumentException("no act has the letter " + letter);
        }
    }

    /** As the loop runs a pass: what fails in one task does not keep the others from their turn. */
    private void pass(Map<String, Runnable> tasks) {
        tasks.forEach((task, work) -> {
            try {
                work.run();
            } catch (StoreException e) {
                module.observe(task + " failed: " + e.fault().kind());
            }
        });
        module.observe("serves by " + context.stages().current());
    }

    private void ask(Stage wished) {
        wish.ask(wished);
        MoveResult result = passes.ask(wished);
        module.observe(result.toString());
    }

    private void askAgain() {
        boolean wishes = wish.now().stage().isPresent();
        Stage before = context.stages().current();
        pass(passes.askAgain());
        SimulatedModule.require(
                wishes || before == context.stages().current(),
                name + " asks for what was withdrawn, and left " + before);
    }

    private void verify() {
        Stage stage = context.stages().current();
        Optional<EvidenceLog.Begun> begun = evidence.begin(stage.leader());
        for (EntityPair pair : stores.pairs()) {
            VerificationReport report = new Verification(
                            pair,
                            VerificationSettings.defaults()
                                    .withRecheck(new Recheck(1, Duration.ZERO))
                                    .withReadAhead(0),
                            event -> {},
                            new DivergenceLog(1, CLOCK),
                            pause -> {})
                    .run(stage)
                    .requireAnswered();
            begun.ifPresent(it -> evidence.verified(it, report));
            module.observe(report.describe());
        }
    }

    private GateEvidence evidenceOf(Side leader) {
        return new ModuleEvidence(
                stores.module(),
                leader,
                () -> List.copyOf(types.registered(leader).keySet()),
                new Cast.OwnCheckpoints(),
                LeftBehindDocuments.none(),
                evidence,
                reconcilers(),
                DeadLetters.none(),
                List::of,
                CLOCK,
                () -> members.members(leader),
                ModuleEvidence.Sources.NONE);
    }

    private Reconcilers reconcilers() {
        return Reconcilers.of(stores, legacyEpochs, targetEpochs, settings, event -> {});
    }

    private void put(RecordKey key, int type) {
        String value = name + "." + ++calls;
        EntityPair pair = stores.pairs().get(type);
        RoutedProcess routed = new RoutedProcess(
                new ModuleStores(stores.module(), List.of(pair), stores.legacyControl(), stores.targetControl()),
                legacyEpochs,
                targetEpochs,
                settings,
                context.stages().current());
        module.put(name, key, value, routed.store(), this::keptOf);
        if (context.sends().tryEnter(Duration.ZERO)) {
            try {
                module.observe(routed.sendWaiting());
            } finally {
                context.sends().leave();
            }
        }
    }

    /**
     * What was written into a database that stands in for a store, before the process could notice, is with that database; nobody
     * promised to keep it (protocol, 11.4). A process that noticed and followed what it noticed must not acknowledge such a write.
     */
    private Operation.Effect keptOf(WriteOutcome outcome) {
        Operation.Effect told = Told.by(outcome, Precondition.none());
        Side served = context.stages().current().leader();
        boolean elsewhere = told == Operation.Effect.CERTAIN && !warned && Replacement.standsIn(served, module);
        return elsewhere ? Operation.Effect.POSSIBLE : told;
    }

    private void register(Side leader) {
        types.register(leader, members.types());
        members.renew(leader, start.stage(), Optional.empty(), List.of(), false);
        stores.control(leader).find().ifPresent(it -> evidence.noteLead(leader, it, 0));
    }

    private boolean somebodyMoves() {
        return members.somebodyMoves(mover.leader());
    }

    private StageMover.Announcements announcements() {
        return new StageMover.Announcements() {
            @Override
            public void isMoving(boolean moves) {
                passes.isMoving(moves);
                if (!moves) {
                    hasEntered();
                }
            }

            @Override
            public void hasEntered() {
                pass(passes.renewal());
            }
        };
    }

    private void catchUp() {
        reconcilers().of(context.stages().current().leader()).values().forEach(Reconciler::runOnce);
    }

    private void forgetEpochs() {
        legacyEpochs.forget();
        targetEpochs.forget();
    }
}
