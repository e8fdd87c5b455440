// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import java.sql.Connection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.DualWriteModule;
import org.stellaops.persistence.dualwrite.admission.Readmission;
import org.stellaops.persistence.dualwrite.admission.ReadmissionReport;
import org.stellaops.persistence.dualwrite.audit.AuditAction;
import org.stellaops.persistence.dualwrite.audit.AuditRecord;
import org.stellaops.persistence.dualwrite.backfill.BackfillOrder;
import org.stellaops.persistence.dualwrite.backfill.BackfillParts;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.backfill.BackfillSettings;
import org.stellaops.persistence.dualwrite.coverage.CoverageReport;
import org.stellaops.persistence.dualwrite.deadletter.DeadLetterPage;
import org.stellaops.persistence.dualwrite.deadletter.RetryReport;
import org.stellaops.persistence.dualwrite.divergence.DivergenceLog;
import org.stellaops.persistence.dualwrite.divergence.DivergenceSummary;
import org.stellaops.persistence.dualwrite.gate.GateOverride;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.dualwrite.gate.StepPreview;
import org.stellaops.persistence.dualwrite.preflight.Preflight;
import org.stellaops.persistence.dualwrite.preflight.PreflightProgress;
import org.stellaops.persistence.dualwrite.preflight.PreflightReport;
import org.stellaops.persistence.dualwrite.preflight.PreflightSettings;
import org.stellaops.persistence.dualwrite.repair.RepairResult;
import org.stellaops.persistence.dualwrite.settings.Recheck;
import org.stellaops.persistence.dualwrite.settings.TransactionJoin;
import org.stellaops.persistence.dualwrite.shadow.ShadowReadPolicy;
import org.stellaops.persistence.dualwrite.shape.SeenShapes;
import org.stellaops.persistence.dualwrite.stage.StageStatus;
import org.stellaops.persistence.dualwrite.tombstone.TombstoneRemovalResult;
import org.stellaops.persistence.dualwrite.tombstone.TombstoneRetention;
import org.stellaops.persistence.dualwrite.unreadable.UnreadableDocuments;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;
import org.stellaops.persistence.dualwrite.verify.VerificationSettings;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.mongo.MongoBackend;
import org.stellaops.persistence.postgres.PostgresBackend;
import org.stellaops.persistence.runtime.config.ModuleSettings;
import org.stellaops.persistence.spi.DeadLetters;
import org.stellaops.persistence.spi.KeyRange;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.spi.StaleWrite;
import org.stellaops.persistence.spi.TargetBackend;

/**
 * One module and its operations, from backfill to the last stage.
 *
 * <p><b>Threads.</b> Safe for concurrent use. <b>Blocking.</b> Everything but {@link #name}, {@link #stage}, {@link #health}, {@link #divergences} and {@link #coverage} waits on both databases, a backfill and a verification until all records are processed.
 * <b>Failure.</b>
 * {@link org.stellaops.persistence.StoreException} if a database does not answer, or the module is {@linkplain #isOpen not open yet};
 * starting again is safe.
 */
public final class PersistenceModule {

    private final ModuleDescriptor descriptor;
    private final ModuleHolder holder;
    private final DivergenceLog divergences;
    private final TransactionJoin joins;
    private final Supplier<Stage> configured;
    private volatile ShadowReadPolicy sampling;
    private volatile Optional<LateOpening> later = Optional.empty();

    PersistenceModule(
            ModuleDescriptor descriptor,
            ModuleSettings settings,
            ModuleHolder holder,
            DivergenceLog divergences,
            Supplier<Stage> configured) {
        this.descriptor = descriptor;
        this.holder = holder;
        this.divergences = divergences;
        this.joins = settings.joins();
        this.sampling = settings.shadowRead();
        this.configured = configured;
    }

    ModuleHolder holder() {
        return holder;
    }

    DivergenceLog divergenceLog() {
        return divergences;
    }

    /** It is not open, and this opens it. */
    void openLater(LateOpening opening) {
        later = Optional.of(opening);
    }

    /** Begins to open what could not be opened yet. */
    void startOpening() {
        later.ifPresent(LateOpening::start);
    }

    /** Ends attempts to open it; those that succeed meanwhile are closed with the module. */
    void stopOpening() {
        later.ifPresent(LateOpening::close);
    }

    private OpenedModule opened() {
        return holder.get();
    }

    private DualWriteModule module() {
        return opened().dualWrite();
    }

    /** The records of a type, whenever the module is open. */
    RecordStore records(EntityType<?> type) {
        return holder.find().map(it -> it.dualWrite().store(type)).orElseGet(() -> late(type));
    }

    private RecordStore late(EntityType<?> type) {
        if (descriptor.entityTypes().stream().noneMatch(it -> it.name().equals(type.name()))) {
            throw new IllegalArgumentException("module " + name() + " has no entity type " + type.name());
        }
        return new LateRecordStore(type, holder);
    }

    /** The records of a type in a transaction of the caller. */
    RecordStore joined(EntityType<?> type, Connection transaction) {
        OpenedModule open = opened();
        return open.dualWrite().joined(type, () -> open.target().joined(type, transaction), joins);
    }

    /** Its name. */
    public String name() {
        return descriptor.name();
    }

    /** Its name and entity types. */
    public ModuleDescriptor descriptor() {
        return descriptor;
    }

    /** Whether it is open in this process; if it is not, {@link #health} says why. Asks no database. */
    public boolean isOpen() {
        return holder.find().isPresent();
    }

    /**
     * The stage in which this process is.
     *
     * @throws org.stellaops.persistence.StoreException if the module is not open yet
     */
    public Stage stage() {
        return module().stage();
    }

    /** How its background tasks are; asks no database. */
    public ModuleHealth health() {
        return holder.find().map(OpenedModule::health).orElseGet(this::healthBefore);
    }

    private ModuleHealth healthBefore() {
        return new ModuleHealth(
                name(),
                configured.get(),
                false,
                false,
                later.map(LateOpening::health).orElseGet(List::of),
                Optional.of(holder.notOpen()));
    }

    /**
     * Moves one step forward or back, if the gates allow it; every process follows. What was asked for before, by call or by
     * file, is withdrawn; a later edit of the configuration file asks again.
     */
    public MoveResult moveTo(Stage next) {
        return module().moveTo(next);
    }

    /** As {@link #moveTo(Stage)}, although gates refuse it. Who ordered that, and why, is kept for good. */
    public MoveResult moveTo(Stage next, GateOverride override) {
        return module().moveTo(next, override);
    }

    /**
     * What stands in the way of a step, and what every gate says of it, without making it.
     *
     * @throws org.stellaops.persistence.StoreException if a store cannot be asked
     */
    public StepPreview preview(Stage next) {
        return module().preview(next);
    }

    /**
     * Asks for a stage until it is granted or {@linkplain #withdraw withdrawn}, as an edit of the configuration file does.
     *
     * @return what became of the first try
     */
    public MoveResult ask(Stage next) {
        return module().ask(next);
    }

    /** Asks for no stage any more. */
    public void withdraw() {
        module().withdraw();
    }

    /**
     * Signs a step off, for the gate that demands it: a person's word that it may be made. Recorded in the audit trail; replaces an
     * earlier word for the same step.
     *
     * @throws IllegalArgumentException if there is no name or no reason
     */
    public void signOff(Stage to, String by, String reason) {
        module().signOff(to, by, reason);
    }

    /**
     * Takes a sign-off back.
     *
     * @return whether there was one
     * @throws IllegalArgumentException if there is no name or no reason
     */
    public boolean withdrawSignOff(Stage to, String by, String reason) {
        return module().withdrawSignOff(to, by, reason);
    }

    /** Where the module stands, which processes serve it, what is wished and why it is not granted. */
    public StageStatus stageStatus() {
        return module().stageStatus();
    }

    /**
     * A readmission of the store that follows, if it was emptied, replaced or restored. If a module does not start at all, ask
     * {@link PersistenceBuilder#readmission}.
     */
    public Readmission readmission() {
        return module().readmission();
    }

    /**
     * Readmits the store that follows: {@link #readmission}, planned and carried out at once.
     *
     * @return empty if nothing was wrong
     */
    public Optional<ReadmissionReport> readmit(String reason) {
        Readmission readmission = readmission();
        return readmission.plan().map(it -> readmission.carryOut(it, reason));
    }

    /** Takes an entity type that no process knows any more off the list of those that a change of leader must drain. */
    public boolean retireType(String type, String reason) {
        return module().retireType(type, reason);
    }

    /**
     * What was done to the module, by whom, why, on what evidence and with what outcome, in order. {@link AuditRecord#firstFault}
     * checks it.
     */
    public List<AuditRecord> auditTrail() {
        return module().auditTrail();
    }

    /**
     * What is pending, and what the follower refuses, a line for each entity type.
     *
     * @throws org.stellaops.persistence.StoreException if the store that leads cannot be asked
     */
    public List<ModuleStatus.EntityStatus> backlog() {
        LeaderView view =
                stage().leader() == Side.LEGACY ? new LeaderView.Legacy(legacy()) : new LeaderView.Target(target());
        return descriptor.entityTypes().stream()
                .map(type -> view.status(type, Optional.empty()))
                .toList();
    }

    /**
     * How long each store takes to answer the smallest question.
     *
     * @throws org.stellaops.persistence.StoreException if it cannot be asked
     */
    public Duration roundTrip(Side side) {
        return RoundTrip.of(side == Side.LEGACY ? legacy().control() : target().control());
    }

    /** Makes this process look at the control record soon, if it is open; does not wait. */
    void followSoon() {
        holder.find().ifPresent(it -> it.dualWrite().followSoon());
    }

    /** The underlying dual-write module: its raw stores, pending flags and drain. */
    public DualWriteModule dualWrite() {
        return module();
    }

    /** The underlying legacy backend. */
    public LegacyBackend legacy() {
        return opened().legacy();
    }

    /** The underlying target backend. */
    public TargetBackend target() {
        return opened().target();
    }

    /**
     * A repository for reads that the query model cannot express. Each call goes to the implementation on the store that leads.
     * In a stage that compares reads, a sample of the calls is repeated at both stores in the background and their answers are
     * compared by {@code equals}; a method that answers differently by nature is marked {@link NotCompared}. Writes belong to
     * {@link Persistence#store}: a repository must not change anything.
     *
     * @param type the interface
     * @param legacy makes the implementation on MongoDB
     * @param target makes the implementation on PostgreSQL
     * <p>A module without a legacy store has the second one only. For a module that is not open yet, both are made at the first call
     * after it is; until then every call throws {@link org.stellaops.persistence.StoreException}.
     *
     * @throws IllegalStateException if the module has other backends than MongoDB and PostgreSQL, or is a cohort: then use {@link
     *     Persistence#repository}
     */
    public <R> R repository(
            Class<R> type,
            Function<? super MongoBackend, ? extends R> legacy,
            Function<? super PostgresBackend, ? extends R> target) {
        if (!descriptor.name().equals(descriptor.module())) {
            throw new IllegalStateException("module " + descriptor.module()
                    + " has cohorts of tenants, which may have different leaders; ask" + " Persistence.repository for "
                    + type.getSimpleName() + " of module " + descriptor.module());
        }
        return shareOf(new RepositoryFactory<>(type, legacy, target));
    }

    /** A repository of the module, or of one cohort: for calls about a tenant of that cohort. */
    <R> R shareOf(RepositoryFactory<R> factory) {
        return holder.find()
                .map(it -> factory.of(it, descriptor, this::stage))
                .orElseGet(
                        () -> LateRepository.of(factory.type(), () -> factory.of(opened(), descriptor, this::stage)));
    }

    /**
     * The implementations of a repository on both stores.
     *
     * @throws org.stellaops.persistence.StoreException if the module is not open
     */
    RepositoryImplementations implementations(RepositoryFactory<?> factory) {
        return factory.implementations(opened());
    }

    /** Whether no comparison of a sampled read is under way. */
    public boolean shadowReadsAreIdle() {
        return holder.find().map(it -> it.shadowReads().isIdle()).orElse(true);
    }

    /** The policy by which reads are sampled and compared now. */
    public ShadowReadPolicy shadowReadPolicy() {
        return holder.find().map(it -> it.shadowReads().policy()).orElse(sampling);
    }

    /**
     * Samples and compares by another policy from now on, in this process. An edit of the configuration that changes the module's {@code
     * shadow-read} section replaces it again.
     */
    public void useShadowReads(ShadowReadPolicy policy) {
        sampling = policy;
        useLatestShadowReads();
    }

    /** The latest policy, whether it was given before the module was open or after it. */
    synchronized void useLatestShadowReads() {
        holder.find().ifPresent(it -> it.shadowReads().use(sampling));
    }

    /** Which kinds of reads this process made in stages that compare, and how many of each were compared. Asks no database. */
    public CoverageReport coverage() {
        return holder.find().map(it -> it.shadowReads().coverage()).orElseGet(() -> new CoverageReport(List.of(), 0));
    }

    /** Confirmed differences that shadow reads and verifications found, and that have not been resolved since. */
    public DivergenceSummary divergences() {
        return divergences.summary();
    }

    /**
     * Copies the legacy store to the target, one entity type after the other; resumes an earlier unfinished run.
     */
    public List<BackfillRun> backfill() {
        List<BackfillRun> runs = new ArrayList<>();
        descriptor.entityTypes().forEach(type -> runs.add(backfill(type, BackfillSettings.defaults())));
        return runs;
    }

    /** Copies the records of one entity type. */
    public BackfillRun backfill(EntityType<?> type, BackfillSettings settings) {
        BackfillRun run =
                module().backfill(type, target().checkpoints(), settings).run();
        backfilled(type, run);
        return run;
    }

    /**
     * A backfill of one entity type whose parts somebody else hands out to processes, such as the scheduler of a cluster. Whoever
     * finishes a run says so with {@link #backfilled}.
     */
    public BackfillParts backfillParts(EntityType<?> type, BackfillSettings settings) {
        return module().backfill(type, target().checkpoints(), settings).parts();
    }

    /** Records in the audit trail what became of a run whose parts were handed out. */
    public void backfilled(EntityType<?> type, BackfillRun run) {
        module().audit(
                        AuditAction.Kind.BACKFILLED,
                        type.name(),
                        run.isFinished() ? "finished" : "not finished",
                        List.of(run.counts().read() + " record(s) read, "
                                + run.counts().refused() + " rejected or not readable"));
    }

    /**
     * Pauses, stops or goes on with the backfills of an entity type in every process; they follow within a second, or after the batch
     * that they are writing.
     */
    public void order(EntityType<?> type, BackfillOrder order) {
        order.give(target().checkpoints(), type.name());
    }

    /** Compares all records of both stores, one entity type after the other. */
    public List<VerificationReport> verify() {
        List<VerificationReport> reports = new ArrayList<>();
        descriptor.entityTypes().forEach(type -> reports.add(verify(type, VerificationSettings.defaults())));
        return reports;
    }

    /** Compares the records of one entity type; the outcome is kept for the gates of every process. */
    public VerificationReport verify(EntityType<?> type, VerificationSettings settings) {
        return module().verify(
                        type, settings, divergences, legacy().leftBehind().list(type.name()));
    }

    /**
     * Compares a range of the records of one entity type; the outcome is kept nowhere, for it says nothing of the others.
     *
     * @param stopped is asked at each key whether to end before the end of the range
     */
    public VerificationReport verifyRange(
            EntityType<?> type, KeyRange range, VerificationSettings settings, BooleanSupplier stopped) {
        return module().verification(type, settings, divergences)
                .leavingBehind(legacy().leftBehind().list(type.name()))
                .within(range)
                .endingWhen(stopped)
                .run(stage());
    }

    /**
     * Compares the records of one entity type in ranges that other processes {@linkplain #verifyRange verify}; the outcome is kept for
     * the gates of every process.
     *
     * @param pass has all ranges verified in this stage, and {@linkplain org.stellaops.persistence.dualwrite.verify.RangeReports puts
     *     their reports together}
     */
    public VerificationReport verify(EntityType<?> type, Function<Stage, VerificationReport> pass) {
        return module().verify(type, pass);
    }

    /** Keys that divide the records of an entity type into about so many ranges of about the same size; fewer of few records. */
    public List<RecordKey> boundaries(EntityType<?> type, int ranges) {
        return module().boundaries(type, ranges);
    }

    /**
     * Examines the legacy collection of an entity type: what of it the target could not hold, and what helps. Changes no document;
     * the outcome is kept for the gates of every process.
     *
     * @param progress is told now and then, in the calling thread
     * @throws IllegalStateException if the target leads
     */
    public PreflightReport preflight(
            EntityType<?> type, PreflightSettings settings, Consumer<PreflightProgress> progress) {
        return module().preflight(
                        new Preflight(type, descriptor.entityTypes(), legacy(), target(), settings, progress));
    }

    /** Legacy documents of an entity type that cannot be read, and what was decided of them. */
    public UnreadableDocuments unreadable(EntityType<?> type) {
        return new UnreadableDocuments(module().pair(type).legacy(), legacy().leftBehind(), InstantSource.system());
    }

    /** Makes the follower equal to the leader for one key. */
    public RepairResult repair(EntityType<?> type, RecordKey key) {
        RepairResult result = module().repair(type, Recheck.patient()).repair(key);
        // The key may be personal data, and a trail that cannot be changed must not hold it.
        module().audit(AuditAction.Kind.REPAIRED, type.name(), "one key repaired", List.of());
        return result;
    }

    /** Repairs of many keys in plans, which can be looked at first and undone afterwards. */
    public ModuleRepairs repairs() {
        return new ModuleRepairs(module(), module().repairs(target().repairs(), Recheck.patient()));
    }

    /**
     * Dead letters of an entity type after a key: images that the follower rejected as often as the configuration
     * allows, and why. Those waiting for their next try are listed by {@link DualWriteModule#deadLetters}.
     *
     * @param limit maximum number of entries, at least 1
     */
    public DeadLetterPage deadLetters(EntityType<?> type, Optional<RecordKey> after, int limit) {
        return module().deadLetters().page(type, DeadLetters.Which.DEAD, after, limit);
    }

    /** Retries all dead letters of the module, and reports the results. */
    public RetryReport retryDeadLetters() {
        RetryReport report = module().deadLetters().retry();
        module().audit(AuditAction.Kind.DEAD_LETTERS_RETRIED, "every entity type", "retried", List.of());
        return report;
    }

    /** Retries all dead letters of an entity type. */
    public RetryReport retryDeadLetters(EntityType<?> type) {
        return module().deadLetters().retry(type);
    }

    /** Retries a key; the report is empty if the follower does not reject it. */
    public RetryReport retryDeadLetters(EntityType<?> type, RecordKey key) {
        return module().deadLetters().retry(type, key);
    }

    /**
     * What was kept of stale-epoch writes of an entity type, in the order of key and version: writes that a process made in
     * the legacy store after the leader had changed.
     *
     * @param after the last entry that was seen
     * @param limit how many at most, 1 at least
     */
    public List<StaleWrite> staleWrites(EntityType<?> type, Optional<StaleWrite> after, int limit) {
        return target().store(type).staleWrites(after.map(StaleWrite::image), limit);
    }

    /**
     * Forgets the shapes of queries of an entity type that {@code check-indexes} compares with the indexes, such as after a release
     * that makes other queries. What is still asked is noted again by the next process that starts.
     *
     * @return how many were forgotten
     */
    public int forgetQueries(EntityType<?> type) {
        int ofLegacy = stage() == Stage.TARGET_ONLY ? 0 : new SeenShapes(legacy().entries()).forget(type.name());
        int ofTarget = stage() == Stage.LEGACY_ONLY ? 0 : new SeenShapes(target().entries()).forget(type.name());
        return ofLegacy + ofTarget;
    }

    /**
     * Removes tombstones of deletes that both stores have and that are old enough. Callers neither wait nor fail, but the epoch
     * of the module is raised; what was not possible, and why, is in the result.
     */
    public TombstoneRemovalResult removeTombstones(TombstoneRetention retention) {
        return module().removeTombstones(retention);
    }

    /** Stops the background work of the module and closes its backends. */
    void close() {
        stopOpening();
        holder.close();
    }
}
