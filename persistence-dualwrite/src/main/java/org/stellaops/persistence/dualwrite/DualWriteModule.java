// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.admission.Readmission;
import org.stellaops.persistence.dualwrite.audit.AuditAction;
import org.stellaops.persistence.dualwrite.audit.AuditRecord;
import org.stellaops.persistence.dualwrite.backfill.Backfill;
import org.stellaops.persistence.dualwrite.backfill.BackfillSettings;
import org.stellaops.persistence.dualwrite.deadletter.DeadLetterService;
import org.stellaops.persistence.dualwrite.divergence.DivergenceLog;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.gate.GateOverride;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.dualwrite.gate.StepPreview;
import org.stellaops.persistence.dualwrite.internal.audit.AuditTrail;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.control.ModuleClock;
import org.stellaops.persistence.dualwrite.internal.control.ModuleContext;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.dualwrite.internal.control.PauseLock;
import org.stellaops.persistence.dualwrite.internal.control.StageView;
import org.stellaops.persistence.dualwrite.internal.gate.EvidenceLog;
import org.stellaops.persistence.dualwrite.internal.identity.StoreIdentity;
import org.stellaops.persistence.dualwrite.internal.maintenance.ControlPasses;
import org.stellaops.persistence.dualwrite.internal.maintenance.MaintenanceLoop;
import org.stellaops.persistence.dualwrite.internal.maintenance.ScheduledVerification;
import org.stellaops.persistence.dualwrite.internal.maintenance.TombstonePurger;
import org.stellaops.persistence.dualwrite.internal.member.WorkLeases;
import org.stellaops.persistence.dualwrite.internal.reconcile.PassLimits;
import org.stellaops.persistence.dualwrite.internal.reconcile.ReconcileResult;
import org.stellaops.persistence.dualwrite.internal.reconcile.Reconcilers;
import org.stellaops.persistence.dualwrite.internal.reconcile.SendLimit;
import org.stellaops.persistence.dualwrite.internal.reconcile.Throttle;
import org.stellaops.persistence.dualwrite.internal.replicate.ReplicationExecutor;
import org.stellaops.persistence.dualwrite.internal.route.JoinedRoutes;
import org.stellaops.persistence.dualwrite.internal.scan.Boundaries;
import org.stellaops.persistence.dualwrite.internal.shape.QueryWatch;
import org.stellaops.persistence.dualwrite.internal.shape.ShapeExamination;
import org.stellaops.persistence.dualwrite.internal.tombstone.TombstoneRemoval;
import org.stellaops.persistence.dualwrite.preflight.Preflight;
import org.stellaops.persistence.dualwrite.preflight.PreflightReport;
import org.stellaops.persistence.dualwrite.repair.Repair;
import org.stellaops.persistence.dualwrite.repair.Repairs;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.settings.MovePolicy;
import org.stellaops.persistence.dualwrite.settings.Pause;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.dualwrite.settings.Recheck;
import org.stellaops.persistence.dualwrite.settings.ReconcilerPolicy;
import org.stellaops.persistence.dualwrite.settings.TransactionJoin;
import org.stellaops.persistence.dualwrite.stage.StageStatus;
import org.stellaops.persistence.dualwrite.supervision.SupervisedLoop;
import org.stellaops.persistence.dualwrite.supervision.Supervisor;
import org.stellaops.persistence.dualwrite.supervision.TaskEvents;
import org.stellaops.persistence.dualwrite.supervision.TaskHealth;
import org.stellaops.persistence.dualwrite.tombstone.TombstoneRemovalResult;
import org.stellaops.persistence.dualwrite.tombstone.TombstoneRetention;
import org.stellaops.persistence.dualwrite.verify.Verdict;
import org.stellaops.persistence.dualwrite.verify.Verification;
import org.stellaops.persistence.dualwrite.verify.VerificationMode;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;
import org.stellaops.persistence.dualwrite.verify.VerificationSettings;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.Checkpoints;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.spi.LeftBehind;
import org.stellaops.persistence.spi.LeftBehindDocuments;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.spi.RepairRecords;
import org.stellaops.persistence.spi.TargetStore;

/**
 * One module in one process: its stores in whatever stage it is, and the transitions between stages.
 *
 * <p><b>Threads.</b> Safe for concurrent use. <b>Blocking.</b> {@link #moveTo} and {@link #drain} wait on both stores;
 * the stores wait on the leader, on the follower at most as long as the policy says, and on a leader change at most
 * for its hold time. <b>Failure.</b> See each method. <b>Nulls.</b> Neither accepted nor returned.
 *
 * <p>Owns its threads; closes neither the backends nor the stage source.
 */
public final class DualWriteModule implements AutoCloseable {

    private final ModuleContext context;
    private final ModuleStores stores;
    private final PendingWork pending;
    private final ReplicationExecutor follower;
    private final ModuleControl control;
    private final Readmission readmission;
    private final Supervisor supervisor;
    private final SupervisedLoop loop;
    private final DeadLetterService deadLetters;
    private final TombstonePurger tombstones;
    private final Optional<ScheduledVerification> verifications;
    private final Optional<ShapeExamination> shapes;
    private final Map<String, RecordStore> recordStores = new HashMap<>();
    private final DualWriteListener listener;
    private final ProtocolSettings protocol;
    private final MovePolicy moves;
    private final StoreAssembly storeAssembly;
    private volatile boolean closed;

    DualWriteModule(DualWriteModuleBuilder built) {
        this.stores = built.stores();
        this.listener = built.listener();
        this.protocol = built.protocol();
        this.moves = built.moves();
        ModuleClock clock = new ModuleClock(built.clock(), built.ticker());
        this.control = new ModuleControl(built, stores);
        this.readmission = built.readmission();
        this.supervisor = new Supervisor(stores.module(), built.clock(), new TaskEvents(stores.module(), listener));
        this.context = new ModuleContext(
                stores,
                new StageView(control.first(), built.readObserver()::stageEntered),
                new PauseLock(),
                new PauseLock(),
                clock,
                listener,
                supervisor);
        EpochView legacyEpochs = EpochView.confirming(stores.legacyControl(), built.epochKept(), clock.ticker());
        EpochView targetEpochs = EpochView.cached(stores.targetControl(), built.epochKept(), clock.ticker());
        Reconcilers reconcilers = Reconcilers.of(stores, legacyEpochs, targetEpochs, protocol, listener);
        this.follower = new ReplicationExecutor(context, built.follower());
        MaintenanceLoop maintenance = new MaintenanceLoop(context, reconcilers, limits(built.reconciler()));
        this.pending = new PendingWork(context, reconcilers, maintenance, legacyEpochs, targetEpochs, follower::isIdle);
        this.deadLetters = new DeadLetterService(stores.module(), pending::reconcilers, pending::sendNow);
        control.assemble(context, reconcilers, pending::catchUp, pending::renewEpochs);
        this.loop = supervisor.loop(
                "reconciler",
                "persistence-" + stores.module() + "-reconciler",
                built.reconciler().every(),
                maintenance::run,
                built.random());
        this.tombstones = new TombstonePurger(
                context.stages(),
                new TombstoneRemoval(stores, protocol, listener),
                pending::forgetEpochs,
                built.tombstones(),
                supervisor,
                "persistence-" + stores.module() + "-tombstones",
                built.random());
        this.verifications = built.verifications().map(it -> scheduled(it, built));
        this.shapes = built.shapes(context.stages()::current, supervisor);
        QueryWatch queries = shapes.map(ShapeExamination::watch).orElse(QueryWatch.NONE);
        this.storeAssembly = new StoreAssembly(context, legacyEpochs, targetEpochs, queries, built);
        stores.pairs()
                .forEach(pair -> recordStores.put(
                        pair.type().name(),
                        storeAssembly.store(pair, follower, built.readObserver(), control::followSoon)));
    }

    private ScheduledVerification scheduled(DualWriteModuleBuilder.ScheduledWork work, DualWriteModuleBuilder built) {
        return new ScheduledVerification(
                stores,
                context.stages(),
                control.evidence(),
                built.checkpoints(),
                work.schedule(),
                new WorkLeases(
                        stores.entries(Side.TARGET),
                        "verifying/",
                        work.schedule().every(),
                        built.ticker()),
                type -> verifyBySchedule(type, work.found(), built.leftBehind()),
                supervisor,
                built.random());
    }

    /** What a verification finds is an event and evidence; that a store did not answer is for the next one. */
    private void verifyBySchedule(EntityType<?> type, DivergenceLog found, LeftBehindDocuments leftBehind) {
        VerificationReport unused = verify(type, VerificationSettings.defaults(), found, leftBehind.list(type.name()));
    }

    /** Starts building a module. */
    public static DualWriteModuleBuilder builder(String module) {
        return new DualWriteModuleBuilder(module);
    }

    /** Its name. */
    public String name() {
        return stores.module();
    }

    /**
     * The records of an entity type.
     *
     * @throws IllegalArgumentException if the module does not have this type
     */
    public RecordStore store(EntityType<?> type) {
        RecordStore store = recordStores.get(type.name());
        if (store == null) {
            throw unknown(type);
        }
        return store;
    }

    /** The stage in which this process is. */
    public Stage stage() {
        return context.stages().current();
    }

    /**
     * The two stores of an entity type, for a verification.
     *
     * @throws IllegalArgumentException if the module does not have this type
     */
    public EntityPair pair(EntityType<?> type) {
        return stores.pairs().stream()
                .filter(it -> it.type().name().equals(type.name()))
                .findFirst()
                .orElseThrow(() -> unknown(type));
    }

    /** A backfill of one entity type, whose position is kept in {@code checkpoints}. */
    public Backfill backfill(EntityType<?> type, Checkpoints checkpoints, BackfillSettings settings) {
        EpochView epochs = EpochView.of(stores.legacyControl());
        return new Backfill(pair(type), epochs, checkpoints, settings, listener, protocol.tokens())
                .sharedBy(stores.entries(Side.TARGET))
                .from(() -> stores.entries(Side.LEGACY)
                        .find(StoreIdentity.ENTRY)
                        .map(it -> StoreIdentity.read(it.text()).store()));
    }

    /** A repair of single keys of one entity type, in the direction of the current stage. */
    public Repair repair(EntityType<?> type, Recheck recheck) {
        EntityPair pair = pair(type);
        return stage().leader() == Side.LEGACY
                ? Repair.legacyLeads(
                        pair, EpochView.of(stores.legacyControl()), protocol, recheck, listener, Pause.real())
                : Repair.targetLeads(
                        pair, EpochView.of(stores.targetControl()), protocol, recheck, listener, Pause.real());
    }

    /** Repairs in plans, kept in {@code records}, each in the direction of the stage in which it is planned or executed. */
    public Repairs repairs(RepairRecords records, Recheck recheck) {
        Function<String, Repair> each = name -> repair(
                stores.pairs().stream()
                        .map(EntityPair::type)
                        .filter(it -> it.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException(
                                "module " + name() + " has no entity type " + name + ", but " + recordStores.keySet())),
                recheck);
        return new Repairs(each, records, context.clock().dates(), protocol.tokens());
    }

    /**
     * Moves one step forward or back: the record of the store that leads is changed, and every process follows it. Where the
     * leader changes, writes of this process are held back until everything that is pending has been replicated; writes of
     * other processes are refused meanwhile. What was {@linkplain #ask asked for} before is withdrawn.
     */
    public MoveResult moveTo(Stage next) {
        return control.moveTo(next, Optional.empty());
    }

    /** As {@link #moveTo(Stage)}, although gates refuse it; the order is kept for good, with what they said. */
    public MoveResult moveTo(Stage next, GateOverride override) {
        return control.moveTo(next, Optional.of(override));
    }

    /** As {@link #moveTo(Stage)}, which may take another time than the module's own changes of leader. */
    public MoveResult moveTo(Stage next, MovePolicy within) {
        return control.moveTo(next, within);
    }

    /**
     * What stands in the way of a step, and what every gate says of it, without making it.
     *
     * @throws org.stellaops.persistence.StoreException if a store cannot be asked
     */
    public StepPreview preview(Stage next) {
        return control.preview(next);
    }

    /**
     * Asks for a stage now, and again and again until it is granted or {@linkplain #withdraw withdrawn}, as an edit of the
     * configuration file does. {@link #stageStatus} says why it is not granted.
     *
     * @return what became of the first try
     */
    public MoveResult ask(Stage next) {
        return control.ask(next);
    }

    /** Asks for no stage any more. */
    public void withdraw() {
        control.withdraw();
    }

    /**
     * Signs a step off, for the gate that demands it: a person's word that it may be made. Recorded in the audit trail first; replaces
     * an earlier word for the same step.
     *
     * @param by who says so
     * @param reason why
     * @throws IllegalArgumentException if there is no name or no reason
     * @throws org.stellaops.persistence.StoreException if the store that leads cannot be asked
     */
    public void signOff(Stage to, String by, String reason) {
        GateOverride unused = new GateOverride(by, reason);
        control.signOff(to, by, reason);
    }

    /**
     * Takes a sign-off back.
     *
     * @return whether there was one
     * @throws IllegalArgumentException if there is no name or no reason
     * @throws org.stellaops.persistence.StoreException if the store that leads cannot be asked
     */
    public boolean withdrawSignOff(Stage to, String by, String reason) {
        GateOverride unused = new GateOverride(by, reason);
        return control.withdrawSignOff(to, by, reason);
    }

    /** Makes this process look at the control record of the store that leads soon; does not wait for it. */
    public void followSoon() {
        control.followSoon();
    }

    /**
     * Where the module stands, by the record of the store that leads, with the processes that serve it.
     *
     * @throws org.stellaops.persistence.StoreException if the store that leads cannot be asked
     */
    public StageStatus stageStatus() {
        return control.status(stage());
    }

    /**
     * Takes an entity type that no process knows any more off the list of those that must be drained.
     *
     * @param reason is kept
     * @return whether the type was on the list
     */
    public boolean retireType(String type, String reason) {
        return control.retire(type, reason);
    }

    /**
     * Records in the audit trail what was done in the name of the operator of this process. That it cannot be recorded is an event.
     *
     * @param subject what it was done to
     * @param outcome what became of it
     * @param evidence on what it rested, in whole sentences
     */
    public void audit(AuditAction.Kind kind, String subject, String outcome, List<String> evidence) {
        control.audit(new AuditAction(kind, subject, control.operator(), "", outcome, evidence));
    }

    /**
     * Records in the audit trail what somebody is about to do, before it is done.
     *
     * @param subject what it will be done to
     * @param by who ordered it
     * @param reason why
     * @param evidence on what it rests, in whole sentences
     * @throws org.stellaops.persistence.StoreException if it cannot be recorded: then it must not be done
     */
    public void order(String subject, String by, String reason, List<String> evidence) {
        control.order(new AuditAction(AuditAction.Kind.ORDERED, subject, by, reason, "ordered", evidence));
    }

    /**
     * The audit trail of the module, in order.
     *
     * @throws org.stellaops.persistence.StoreException if the store that leads cannot be asked
     */
    public List<AuditRecord> auditTrail() {
        return control.auditTrail();
    }

    /**
     * The audit trail of a module of which nothing is opened.
     *
     * @param leader what is kept beside the control record of the store that leads
     * @param follower the same of the other store, which may have more
     */
    public static List<AuditRecord> auditTrail(ControlEntries leader, ControlEntries follower) {
        return AuditTrail.list(leader, follower);
    }

    /** A readmission of the store that follows, if it was emptied, replaced or restored. */
    public Readmission readmission() {
        return readmission;
    }

    /**
     * A verification of one entity type. The outcome of a deep one, and of any that finds a difference, is kept for the gates of every
     * process, unless a store did not answer.
     */
    public VerificationReport verify(
            EntityType<?> type, VerificationSettings settings, DivergenceLog divergences, List<LeftBehind> leftBehind) {
        return verify(
                type,
                stage -> verification(type, settings, divergences)
                        .leavingBehind(leftBehind)
                        .run(stage));
    }

    /**
     * As {@link #verify(EntityType, VerificationSettings, DivergenceLog, List)}, where others make the pass: processes that share its
     * ranges.
     *
     * @param pass verifies all keys in this stage
     */
    public VerificationReport verify(EntityType<?> type, Function<Stage, VerificationReport> pass) {
        Stage stage = stage();
        Optional<EvidenceLog.Begun> begun = control.evidence().begin(stage.leader());
        VerificationReport report = pass.apply(stage);
        begun.filter(it -> isEvidence(report))
                .ifPresent(it -> control.evidence().verified(it, report));
        audit(AuditAction.Kind.VERIFIED, type.name(), report.verdict().name(), List.of(report.describe()));
        return report;
    }

    /** A verification of one entity type whose outcome is kept nowhere, such as of some of its keys. */
    public Verification verification(EntityType<?> type, VerificationSettings settings, DivergenceLog divergences) {
        return new Verification(pair(type), settings, listener, divergences, Pause.real());
    }

    /** Keys that divide the records of an entity type into about so many ranges of about the same size; none for one range. */
    public List<RecordKey> boundaries(EntityType<?> type, int ranges) {
        return ranges < 2 ? List.of() : Boundaries.of(pair(type).legacy(), ranges, Recheck.patient(), Pause.real());
    }

    /** What reads no contents may close a gate, and opens none. */
    private static boolean isEvidence(VerificationReport report) {
        return report.verdict() == Verdict.FAIL
                || (report.mode() == VerificationMode.DEEP
                        && report.unanswered().isEmpty());
    }

    /**
     * Runs a preflight of an entity type, whose outcome is kept for the gates of every process.
     *
     * @throws IllegalStateException if the legacy store does not lead, so that the collection is no source any more
     */
    public PreflightReport preflight(Preflight preflight) {
        Stage stage = stage();
        if (stage.leader() != Side.LEGACY) {
            throw new IllegalStateException("a preflight of module " + name() + " in stage " + stage.configName()
                    + " proves nothing, because the target leads");
        }
        Optional<EvidenceLog.Begun> begun = control.evidence().begin(Side.LEGACY);
        PreflightReport report = preflight.run();
        begun.ifPresent(it -> control.evidence().preflighted(it, report));
        audit(AuditAction.Kind.PREFLIGHTED, report.entity(), report.verdict().name(), List.of(report.describe()));
        return report;
    }

    /**
     * The number of keys that carry a pending flag in the leader.
     *
     * @throws org.stellaops.persistence.StoreException if the leader does not answer
     */
    public long pendingDepth() {
        return pending.depth();
    }

    /** The number of images queued in this process. */
    public int waitingToBeSent() {
        return follower.waiting();
    }

    /**
     * Processes every pending flag once, in the caller's thread.
     *
     * @throws org.stellaops.persistence.StoreException if a store does not answer
     */
    public ReconcileResult reconcile() {
        return pending.reconcile();
    }

    /**
     * Sends what is pending until nothing is left or the time limit is reached, and waits for what this process is sending. Other
     * processes may be sending still: an image of theirs that was overtaken can be in the follower for a moment.
     *
     * @return whether no pending flag is left and nothing of this process is on its way
     * @throws org.stellaops.persistence.StoreException if a store does not answer
     */
    public boolean drain(Duration longest) {
        return pending.drain(longest);
    }

    /** How long its changes of leader may take. */
    public MovePolicy moves() {
        return moves;
    }

    /** How each background task of the module is. */
    public List<TaskHealth> health() {
        return supervisor.health();
    }

    /**
     * Whether the store that leads answered when it was last looked at, which is once in a follow interval. Asks no store.
     */
    public boolean leaderAnswers() {
        return succeed(Set.of(ControlPasses.FOLLOWING));
    }

    /**
     * Whether both stores answered when they were last looked at, which is three times in a lease; of the target alone in {@link
     * Stage#TARGET_ONLY}. Asks no store.
     */
    public boolean bothStoresAnswer() {
        return leaderAnswers() && (stage() == Stage.TARGET_ONLY || succeed(ControlPasses.OF_BOTH_STORES));
    }

    private boolean succeed(Set<String> tasks) {
        return supervisor.health().stream()
                .filter(it -> tasks.contains(it.task()))
                .allMatch(TaskHealth::isWell);
    }

    /** What the follower refuses: to be looked at, and to be tried again. */
    public DeadLetterService deadLetters() {
        return deadLetters;
    }

    /**
     * Removes tombstones of deletes that have been replicated and are old enough, after an epoch advance (section 3.5
     * of the
     * specification). Callers do not wait and do not fail; both stores must be reachable, and the fence must be
     * strong. One call removes a bounded number; call again while the result reports more.
     */
    public TombstoneRemovalResult removeTombstones(TombstoneRetention retention) {
        return tombstones.remove(retention);
    }

    /**
     * Finishes or aborts a move of the lead, then stops sending; what is still pending stays so. Closing twice is harmless.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        control.close();
        verifications.ifPresent(ScheduledVerification::close);
        tombstones.close();
        shapes.ifPresent(ShapeExamination::close);
        loop.close();
        follower.close();
    }

    void start(DualWriteModuleBuilder built) {
        built.stageSource().ifPresent(source -> source.onChange(this::follow));
        control.start();
        if (built.reconciles()) {
            loop.start();
        }
        tombstones.start();
        verifications.ifPresent(ScheduledVerification::start);
        shapes.ifPresent(ShapeExamination::start);
    }

    /** What a stage source says is asked for until it is granted; a refusal is an event. */
    private void follow(String module, Stage wanted) {
        if (!closed && module.equals(stores.module())) {
            MoveResult ignored = control.ask(wanted);
        }
    }

    /**
     * The records of an entity type, read and written in a transaction of the caller. What is written there is replicated after the
     * commit, by the reconciler, since nobody else knows of the commit. {@link org.stellaops.persistence.WriteOutcome.Applied}
     * says what will be so if the caller commits.
     *
     * @param inTransaction makes the type's store on the caller's transaction
     * @throws IllegalArgumentException if the module does not have this type
     * @throws org.stellaops.persistence.TransactionNotJoinedException in a stage in which that is not allowed; so does every later
     *     call of the store
     */
    public RecordStore joined(EntityType<?> type, Supplier<TargetStore> inTransaction, TransactionJoin joins) {
        EntityPair pair = pair(type);
        JoinedRoutes.require(type.toString(), joins, stage());
        return storeAssembly.joined(pair, inTransaction.get(), joins);
    }

    private PassLimits limits(ReconcilerPolicy policy) {
        return new PassLimits(
                policy.keysPerPass(),
                policy.imagesPerSecond().isPresent()
                        ? new Throttle(stores.module(), policy.imagesPerSecond().getAsInt())
                        : SendLimit.NONE);
    }

    private IllegalArgumentException unknown(EntityType<?> type) {
        return new IllegalArgumentException(
                "module " + stores.module() + " has no entity type " + type + ", but " + recordStores.keySet());
    }
}
