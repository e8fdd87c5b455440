// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.audit.AuditAction;
import org.stellaops.persistence.dualwrite.audit.AuditRecord;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.gate.GateAnswer;
import org.stellaops.persistence.dualwrite.gate.GateEvidence;
import org.stellaops.persistence.dualwrite.gate.GateOverride;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.dualwrite.gate.StepPreview;
import org.stellaops.persistence.dualwrite.internal.admission.Admission;
import org.stellaops.persistence.dualwrite.internal.audit.AuditTrail;
import org.stellaops.persistence.dualwrite.internal.audit.StageAudit;
import org.stellaops.persistence.dualwrite.internal.control.ModuleContext;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.dualwrite.internal.failover.FenceMonitor;
import org.stellaops.persistence.dualwrite.internal.failover.LeaderChange;
import org.stellaops.persistence.dualwrite.internal.failover.LeaderChangeRecovery;
import org.stellaops.persistence.dualwrite.internal.failover.StageMover;
import org.stellaops.persistence.dualwrite.internal.failover.StepChecks;
import org.stellaops.persistence.dualwrite.internal.gate.EvidenceLog;
import org.stellaops.persistence.dualwrite.internal.gate.ModuleEvidence;
import org.stellaops.persistence.dualwrite.internal.identity.Pulse;
import org.stellaops.persistence.dualwrite.internal.maintenance.ControlLoop;
import org.stellaops.persistence.dualwrite.internal.maintenance.ControlPasses;
import org.stellaops.persistence.dualwrite.internal.member.Membership;
import org.stellaops.persistence.dualwrite.internal.member.TypeRegistry;
import org.stellaops.persistence.dualwrite.internal.reconcile.Reconcilers;
import org.stellaops.persistence.dualwrite.internal.rollback.RollbackWatch;
import org.stellaops.persistence.dualwrite.internal.stage.StageRecords;
import org.stellaops.persistence.dualwrite.internal.stage.StageRecords.Leading;
import org.stellaops.persistence.dualwrite.internal.stage.Wish;
import org.stellaops.persistence.dualwrite.settings.MovePolicy;
import org.stellaops.persistence.dualwrite.settings.Pause;
import org.stellaops.persistence.dualwrite.settings.StagePolicy;
import org.stellaops.persistence.dualwrite.stage.StageStatus;
import org.stellaops.persistence.dualwrite.supervision.SupervisedLoop;
import org.stellaops.persistence.dualwrite.supervision.Supervisor;
import org.stellaops.persistence.dualwrite.supervision.TaskHealth;
import org.stellaops.persistence.spi.ControlRecord;

/** The part of a module that knows where it stands: admission at start, members, evidence, wishes and moves. */
final class ModuleControl implements AutoCloseable {

    private final ModuleStores stores;
    private final StagePolicy policy;
    private final Stage configured;
    private final LeaderChange change;
    private final LeaderChangeRecovery recovery;
    private final Membership members;
    private final TypeRegistry types;
    private final StageRecords records;
    private final Pulse pulse;
    private final EvidenceLog evidence;
    private final AuditTrail trail;
    private final Wish wish = new Wish();
    private final Admission admission;
    private final Admission.Start start;
    private final DualWriteModuleBuilder built;
    private @Nullable StageMover mover;
    private @Nullable ControlPasses passes;
    private @Nullable ControlLoop loop;
    private @Nullable Supervisor supervisor;
    private Optional<SupervisedLoop> rollback = Optional.empty();

    /** Finds out whether the module may start, and where it stands; registers this process before it can write anything. */
    ModuleControl(DualWriteModuleBuilder built, ModuleStores stores) {
        this.built = built;
        this.stores = stores;
        this.policy = built.stagePolicy();
        this.configured = built.firstStage();
        this.change = new LeaderChange(
                stores, built.protocol(), built.listener(), built.ticker(), built.weakGrace(), Pause.real());
        this.members = new Membership(
                stores,
                built.protocol().tokens().next(),
                built.memberVersion(),
                policy.lease(),
                built.ticker(),
                () -> built.vitals().look(built.ticker().getAsLong(), tasks()));
        this.recovery = new LeaderChangeRecovery(
                stores, change, built.moves().longest(), built.ticker(), policy.lease(), this::somebodyMoves);
        this.types = new TypeRegistry(stores);
        this.records = new StageRecords(stores);
        this.pulse = new Pulse(stores, built.protocol().tokens(), policy.beatEvery(), built.ticker());
        this.evidence = new EvidenceLog(stores, built.clock());
        this.trail = new AuditTrail(stores, built.clock(), members.id());
        this.admission = new Admission(
                stores, recovery::assumeLeadership, built.protocol().tokens());
        this.start = admission.require(configured);
        Side leader = start.stage().leader();
        types.register(leader, members.types());
        members.renew(leader, start.stage(), Optional.empty(), List.of(), false);
        noteFirstLead(leader);
    }

    private void noteFirstLead(Side leader) {
        stores.control(leader).find().filter(ControlRecord::leads).ifPresent(it -> evidence.noteLead(leader, it, 0));
    }

    /** Where the module stood at start. */
    Stage first() {
        return start.stage();
    }

    EvidenceLog evidence() {
        return evidence;
    }

    /** Records what was done; that it cannot be recorded is an event, because it is done. */
    void audit(AuditAction action) {
        try {
            AuditRecord record = trail.append(loopLeader(), action);
            built.listener().on(new DualWriteEvent.Audited(stores.module(), record));
        } catch (StoreException e) {
            built.listener().on(new DualWriteEvent.NotAudited(stores.module(), action, String.valueOf(e.getMessage())));
        }
    }

    /** Records what somebody ordered; what cannot be recorded must not be carried out. */
    void order(AuditAction order) {
        AuditRecord record = trail.append(loopLeader(), order);
        built.listener().on(new DualWriteEvent.Audited(stores.module(), record));
    }

    List<AuditRecord> auditTrail() {
        return trail.list(loopLeader());
    }

    /** In whose name this process acts. */
    String operator() {
        return built.operator();
    }

    /** Brings together what moves the module. */
    void assemble(ModuleContext context, Reconcilers reconcilers, Runnable catchUp, Consumer<Side> renewEpochs) {
        StepChecks checks = new StepChecks(
                stores, pulse, members, types, built.gates(), leader -> evidence(leader, reconcilers), evidence);
        StageMover made = new StageMover(
                context,
                records,
                change,
                new StageMover.Hooks(checks, built.beforeDecision(), announcements(), catchUp, renewEpochs),
                built.moves());
        FenceMonitor fence = new FenceMonitor(stores.module(), stores.legacyControl(), built.listener());
        mover = made;
        ControlPasses.Parts parts = new ControlPasses.Parts(
                admission,
                records,
                made,
                members,
                types,
                evidence,
                pulse,
                recovery,
                fence,
                built.vitals()::divergences);
        ControlPasses known = new ControlPasses(context, parts, wish, policy, start);
        passes = known;
        loop = new ControlLoop(context, known, policy, built.random());
        supervisor = context.supervisor();
        rollback =
                built.rollback().isOn() && built.reconciles() ? Optional.of(rollbackLoop(context)) : Optional.empty();
    }

    private SupervisedLoop rollbackLoop(ModuleContext context) {
        RollbackWatch watch =
                new RollbackWatch(context, members, evidence.notes(), built.rollback(), new RollbackWatch.Moves() {
                    @Override
                    public void order(Stage from, Stage to, String reason) {
                        ModuleControl.this.order(new AuditAction(
                                AuditAction.Kind.ORDERED,
                                from.configName() + " -> " + to.configName(),
                                "the rollback policy",
                                reason,
                                "ordered",
                                List.of()));
                    }

                    @Override
                    public MoveResult moveTo(Stage next) {
                        return ModuleControl.this.moveTo(next, Optional.empty());
                    }
                });
        return context.supervisor()
                .loop(
                        "rollback-watch",
                        "persistence-" + stores.module() + "-rollback",
                        policy.beatEvery(),
                        () -> {
                            watch.look();
                            return false;
                        },
                        built.random());
    }

    void start() {
        report();
        loop().start();
        rollback.ifPresent(SupervisedLoop::start);
    }

    /** A person's word that a step may be made; recorded before it counts. */
    void signOff(Stage to, String by, String reason) {
        order(new AuditAction(AuditAction.Kind.SIGNED_OFF, to.configName(), by, reason, "signed off", List.of()));
        evidence.notes().signedOff(loopLeader(), to, by, reason);
    }

    /** Takes a word back; false if there was none. */
    boolean withdrawSignOff(Stage to, String by, String reason) {
        order(new AuditAction(AuditAction.Kind.SIGNED_OFF, to.configName(), by, reason, "taken back", List.of()));
        return evidence.notes().withdraw(loopLeader(), to);
    }

    private List<TaskHealth> tasks() {
        Supervisor known = supervisor;
        return known == null ? List.of() : known.health();
    }

    private void report() {
        start.barred()
                .ifPresent(it -> built.listener()
                        .on(new DualWriteEvent.StoreNotAdmitted(stores.module(), it.side(), it.text())));
        if (start.stage() != configured && policy.atStart() == StagePolicy.AtStart.ASK) {
            wish.ask(configured);
        } else if (start.stage() != configured) {
            built.listener().on(new DualWriteEvent.StageDiffers(stores.module(), configured, start.stage()));
        }
    }

    MoveResult moveTo(Stage next, Optional<GateOverride> override) {
        wish.withdraw();
        return mover().moveTo(next, override);
    }

    MoveResult moveTo(Stage next, MovePolicy within) {
        wish.withdraw();
        return mover().moveTo(next, Optional.empty(), within);
    }

    StepPreview preview(Stage next) {
        return mover().preview(next);
    }

    MoveResult ask(Stage next) {
        wish.ask(next);
        return passes().ask(next);
    }

    /** Makes this process look at the stage soon; does not wait for it. */
    void followSoon() {
        loop().followSoon();
    }

    void withdraw() {
        wish.withdraw();
    }

    boolean retire(String type, String reason) {
        Side leader = loopLeader();
        boolean known = types.retire(leader, type, reason);
        audit(new AuditAction(
                AuditAction.Kind.TYPE_RETIRED,
                type,
                operator(),
                reason,
                known ? "retired" : "no process had registered it",
                List.of()));
        // The other store would bring it back when the lead moves there.
        types.retire(leader.other(), type, reason);
        return known;
    }

    StageStatus status(Stage served) {
        Optional<Leading> leading = records.leading(served.leader());
        Side leader = leading.map(Leading::side).orElse(served.leader());
        Wish.State wished = wish.now();
        return new StageStatus(
                stores.module(),
                served,
                leading.map(Leading::stage),
                leader,
                leading.map(it -> it.record().epoch()).orElse(0L),
                built.stageSource().map(it -> it.stageOf(stores.module())).orElse(configured),
                wished.stage(),
                wished.reasons(),
                passes().problem(),
                members.members(leader));
    }

    /** The reasons and evidence of every gate for a step, without making it. */
    GateEvidence evidence(Side leader, Reconcilers reconcilers) {
        return new ModuleEvidence(
                stores.module(),
                leader,
                () -> types.known(leader),
                built.checkpoints(),
                built.leftBehind(),
                evidence.readOnce(() -> types.known(leader)),
                reconcilers,
                leader == Side.LEGACY ? stores.legacyLetters() : stores.targetLetters(),
                built.openDivergences(),
                built.clock(),
                () -> members.members(leader),
                built.gateSources());
    }

    private boolean somebodyMoves() {
        if (!stores.legacyEntries().keeps() || !stores.targetEntries().keeps()) {
            return true;
        }
        return members.somebodyMoves(loopLeader());
    }

    private Side loopLeader() {
        StageMover known = mover;
        return known == null ? start.stage().leader() : known.leader();
    }

    private StageMover.Announcements announcements() {
        return new StageMover.Announcements() {
            @Override
            public void isMoving(boolean moves) {
                loop().isMoving(moves);
            }

            @Override
            public void hasEntered() {
                loop().hasEntered();
            }

            @Override
            public boolean isMovedElsewhere(Side leader) {
                return members.somebodyElseMoves(leader);
            }

            @Override
            public void hasEnded(MoveResult result, Optional<GateOverride> override, List<GateAnswer> evidence) {
                audit(StageAudit.of(result, override, operator(), evidence));
            }
        };
    }

    private StageMover mover() {
        return java.util.Objects.requireNonNull(mover);
    }

    private ControlPasses passes() {
        return java.util.Objects.requireNonNull(passes);
    }

    private ControlLoop loop() {
        return java.util.Objects.requireNonNull(loop);
    }

    /** First ends a move that is under way, so that it is not left to others. */
    @Override
    public void close() {
        mover().close();
        rollback.ifPresent(SupervisedLoop::close);
        loop().close();
    }

    /** Takes a process that never began to serve off the list. */
    void abandon() {
        try {
            members.leave(start.stage().leader());
        } catch (StoreException e) {
            return;
        }
    }
}
