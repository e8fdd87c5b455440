// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.micrometer.observation.ObservationRegistry;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.cutover.StageSource;
import org.stellaops.persistence.dualwrite.admission.Readmission;
import org.stellaops.persistence.dualwrite.coverage.CoverageReport;
import org.stellaops.persistence.dualwrite.divergence.ComparisonPolicy;
import org.stellaops.persistence.dualwrite.divergence.DivergenceEvent;
import org.stellaops.persistence.dualwrite.divergence.DivergenceLog;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.gate.StageGate;
import org.stellaops.persistence.dualwrite.internal.admission.Readmitter;
import org.stellaops.persistence.dualwrite.internal.admission.StoreFilling;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.dualwrite.internal.failover.DecisionCheck;
import org.stellaops.persistence.dualwrite.internal.gate.EvidenceLog;
import org.stellaops.persistence.dualwrite.internal.gate.ModuleEvidence;
import org.stellaops.persistence.dualwrite.internal.shape.ShapeExamination;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.settings.FollowerPolicy;
import org.stellaops.persistence.dualwrite.settings.MovePolicy;
import org.stellaops.persistence.dualwrite.settings.Pause;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.dualwrite.settings.ReconcilerPolicy;
import org.stellaops.persistence.dualwrite.settings.RollbackPolicy;
import org.stellaops.persistence.dualwrite.settings.StagePolicy;
import org.stellaops.persistence.dualwrite.shadow.ReadObserver;
import org.stellaops.persistence.dualwrite.shape.QueryShapePolicy;
import org.stellaops.persistence.dualwrite.supervision.Supervisor;
import org.stellaops.persistence.dualwrite.tombstone.TombstoneSchedule;
import org.stellaops.persistence.dualwrite.verify.VerificationSchedule;
import org.stellaops.persistence.dualwrite.vitals.VitalsCollector;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.Checkpoints;
import org.stellaops.persistence.spi.LeftBehindDocuments;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.NamedThreads;
import org.stellaops.persistence.spi.ReadShapeRow;
import org.stellaops.persistence.spi.TargetBackend;
import org.stellaops.persistence.spi.TogetherOnThreads;

/** Builds a {@link DualWriteModule}. Not for concurrent use. */
public final class DualWriteModuleBuilder {

    /** For how long a control record that was read is taken to be true, unless {@link #epochKept} says otherwise. */
    public static final Duration DEFAULT_EPOCH_KEPT = Duration.ofMillis(500);

    private final String module;
    private final List<EntityType<?>> types = new ArrayList<>();
    private @Nullable LegacyBackend legacy;
    private @Nullable TargetBackend target;
    private @Nullable Stage stage;
    private @Nullable StageSource source;
    private FollowerPolicy follower = FollowerPolicy.async();
    private InstantSource clock = InstantSource.system();
    private LongSupplier ticker = System::nanoTime;
    private RandomGenerator random = new SecureRandom();
    private @Nullable ProtocolSettings protocol;
    private DualWriteListener listener = DualWriteListener.none();
    private ReadObserver readObserver = ReadObserver.none();
    private ObservationRegistry observations = ObservationRegistry.NOOP;
    private ComparisonPolicy comparison = ComparisonPolicy.STRICT;
    private StageGate gates = StageGate.none();
    private Supplier<List<DivergenceEvent>> openDivergences = List::of;
    private Optional<ScheduledWork> verifications = Optional.empty();
    private String memberVersion = "unknown";
    private String operator = System.getProperty("user.name", "unknown");
    private DecisionCheck beforeDecision = DecisionCheck.NOTHING;
    private ReconcilerPolicy reconciler = ReconcilerPolicy.defaults();
    private boolean hasRetries;
    private boolean reportsCalls = true;
    private boolean reconciles = true;
    private StagePolicy stagePolicy = StagePolicy.defaults();
    private Duration epochKept = DEFAULT_EPOCH_KEPT;
    private MovePolicy moves = MovePolicy.defaults();
    private @Nullable TombstoneSchedule tombstones;
    private QueryShapePolicy queryShapes = QueryShapePolicy.off();
    private RollbackPolicy rollback = RollbackPolicy.off();
    private VitalsCollector vitals = new VitalsCollector(Duration.ofMinutes(1));
    private Supplier<CoverageReport> coverage = () -> new CoverageReport(List.of(), 0);

    DualWriteModuleBuilder(String module) {
        this.module = module;
    }

    /** The legacy side; the module does not close it. */
    @CanIgnoreReturnValue
    public DualWriteModuleBuilder legacy(LegacyBackend backend) {
        this.legacy = backend;
        return this;
    }

    /** The target side; the module does not close it. */
    @CanIgnoreReturnValue
    public DualWriteModuleBuilder target(TargetBackend backend) {
        this.target = backend;
        return this;
    }

    /** Adds entity types of the module. */
    @CanIgnoreReturnValue
    public DualWriteModuleBuilder types(EntityType<?>... added) {
        types.addAll(List.of(added));
        return this;
    }

    /** Adds entity types of the module. */
    @CanIgnoreReturnValue
    public DualWriteModuleBuilder types(Iterable<? extends EntityType<?>> added) {
        added.forEach(types::add);
        return this;
    }

    /** The stage of the configuration, if no source says it: that in which a new module begins. */
    @CanIgnoreReturnValue
    public DualWriteModuleBuilder stage(Stage first) {
        this.stage = first;
        return this;
    }

    /** The source of the stage, at start and afterwards; the module does not close it. */
    @CanIgnoreReturnValue
    public DualWriteModuleBuilder stages(StageSource stages) {
        this.source = stages;
        return this;
    }

    /** How the follower is written; by default, callers do not wait for it. */
    @CanIgnoreReturnValue
    public DualWriteModuleBuilder follower(FollowerPolicy policy) {
        this.follower = policy;
        return this;
    }

    /** The clock for dates. */
    @CanIgnoreReturnValue
    public DualWriteModuleBuilder clock(InstantSource dates) {
        this.clock = dates;
        return this;
    }

    /** Nanoseconds for durations. */
    @CanIgnoreReturnValue
    public DualWriteModuleBuilder ticker(LongSupplier nanoseconds) {
        this.ticker = nanoseconds;
        return this;
    }

    /** The source of jitter. */
    @CanIgnoreReturnValue
    public DualWriteModuleBuilder random(RandomGenerator generator) {
        this.random = generator;
        return this;
    }

    /** Settings of the protocol's operations. */
    @CanIgnoreReturnValue
    public DualWriteModuleBuilder protocol(ProtocolSettings settings) {
        this.protocol = settings;
        return this;
    }

    /** Adds a listener that receives every event. */
    @CanIgnoreReturnValue
    public DualWriteModuleBuilder listener(DualWriteListener added) {
        this.listener = listener.andThen(added);
        return this;
    }

    /**
     * Neither times nor reports each call of a caller: no {@link org.stellaops.persistence.dualwrite.event.DualWriteEvent.ReadCompleted}
     * and no {@link org.stellaops.persistence.dualwrite.event.DualWriteEvent.WriteCompleted}, so that a stage with one store allocates
     * nothing. All other events stay.
     */
    @CanIgnoreReturnValue
    public DualWriteModuleBuilder withoutCallEvents() {
        this.reportsCalls = false;
        return this;
    }

    boolean reportsCalls() {
        return reportsCalls;
    }

    /**
     * The registry that observes the leader's and the follower's half of each write, as {@code persistence.leader} and {@code
     * persistence.follower}, within what the caller observes. Without it nothing is observed.
     */
    @CanIgnoreReturnValue
    public DualWriteModuleBuilder observations(ObservationRegistry registry) {
        this.observations = registry;
        return this;
    }

    ObservationRegistry observations() {
        return observations;
    }

    /** The observer that compares sampled reads. */
    @CanIgnoreReturnValue
    public DualWriteModuleBuilder readObserver(ReadObserver observer) {
        this.readObserver = observer;
        return this;
    }

    /** What a comparison of the stores lets pass; by default, everything that differs is a divergence. */
    @CanIgnoreReturnValue
    public DualWriteModuleBuilder comparison(ComparisonPolicy policy) {
        this.comparison = policy;
        return this;
    }

    /** Adds gates, which are asked before each step, whoever asks for it; there are none by default. */
    @CanIgnoreReturnValue
    public DualWriteModuleBuilder gates(StageGate added) {
        this.gates = gates.and(added);
        return this;
    }

    /** The divergences that are open in this process, for the gates. */
    @CanIgnoreReturnValue
    public DualWriteModuleBuilder openDivergences(Supplier<List<DivergenceEvent>> open) {
        this.openDivergences = open;
        return this;
    }

    /** What other processes and operators are told of the version of this one. */
    @CanIgnoreReturnValue
    public DualWriteModuleBuilder memberVersion(String version) {
        this.memberVersion = version;
        return this;
    }

    /** In whose name this process acts, for the audit trail; the user of the process by default. */
    @CanIgnoreReturnValue
    public DualWriteModuleBuilder operator(String name) {
        this.operator = name;
        return this;
    }

    /** How this process follows the stage, and when it takes another for gone. */
    @CanIgnoreReturnValue
    public DualWriteModuleBuilder stagePolicy(StagePolicy policy) {
        this.stagePolicy = policy;
        return this;
    }

    /** A check of the module after writes have stopped, just before the leader changes. */
    @CanIgnoreReturnValue
    public DualWriteModuleBuilder beforeDecision(DecisionCheck check) {
        this.beforeDecision = check;
        return this;
    }

    /** How the reconciler runs; its retry rule for rejected images replaces that of the protocol settings. */
    @CanIgnoreReturnValue
    public DualWriteModuleBuilder reconciler(ReconcilerPolicy policy) {
        this.reconciler = policy;
        this.hasRetries = true;
        return this;
    }

    /** How often pending flags are processed; every second by default. */
    @CanIgnoreReturnValue
    public DualWriteModuleBuilder reconcileEvery(Duration interval) {
        this.reconciler = reconciler.withEvery(interval);
        return this;
    }

    /** Leaves pending flags to another process, or to calls of {@link DualWriteModule#reconcile}. */
    @CanIgnoreReturnValue
    public DualWriteModuleBuilder withoutReconciler() {
        this.reconciles = false;
        return this;
    }

    /** How long a control record is cached; with zero it is read for each write. */
    @CanIgnoreReturnValue
    public DualWriteModuleBuilder epochKept(Duration kept) {
        this.epochKept = kept;
        return this;
    }

    /** How long changes of leader may take. */
    @CanIgnoreReturnValue
    public DualWriteModuleBuilder moves(MovePolicy policy) {
        this.moves = policy;
        return this;
    }

    /** Removes tombstones on a schedule; by default, only {@link DualWriteModule#removeTombstones} removes any. */
    @CanIgnoreReturnValue
    public DualWriteModuleBuilder removeTombstones(TombstoneSchedule schedule) {
        this.tombstones = schedule;
        return this;
    }

    /**
     * Verifies on a schedule; by default, only {@link DualWriteModule#verify} does.
     *
     * @param found where differences are kept
     */
    @CanIgnoreReturnValue
    public DualWriteModuleBuilder verify(VerificationSchedule schedule, DivergenceLog found) {
        this.verifications = Optional.of(new ScheduledWork(schedule, found));
        return this;
    }

    /** Whether query shapes that no index serves are reported; by default, they are not. */
    @CanIgnoreReturnValue
    public DualWriteModuleBuilder queryShapes(QueryShapePolicy policy) {
        this.queryShapes = policy;
        return this;
    }

    /** When the lead goes back to the legacy store without an order; by default, never. */
    @CanIgnoreReturnValue
    public DualWriteModuleBuilder rollback(RollbackPolicy policy) {
        this.rollback = policy;
        return this;
    }

    /**
     * What counts the calls of this process, for gates and the automatic rollback. Whoever gives it makes it a listener as well, of this
     * module and of its shadow reads.
     */
    @CanIgnoreReturnValue
    public DualWriteModuleBuilder vitals(VitalsCollector collector) {
        this.vitals = collector;
        return this;
    }

    /** Which kinds of reads this process compared, for the gates, where the target keeps none of any process. */
    @CanIgnoreReturnValue
    public DualWriteModuleBuilder coverage(Supplier<CoverageReport> own) {
        this.coverage = own;
        return this;
    }

    /**
     * Starts the module.
     *
     * @throws IllegalStateException if something is missing, or the stage contradicts the control records of the stores
     * @throws org.stellaops.persistence.StoreException if the leading store does not answer
     */
    public DualWriteModule open() {
        if (protocol == null) {
            protocol = ProtocolSettings.at(clock);
        }
        if (hasRetries) {
            protocol = protocol.withRetries(reconciler.retries()).withBatchBytes(reconciler.batchBytes());
        }
        DualWriteModule opened = new DualWriteModule(this);
        opened.start(this);
        return opened;
    }

    /**
     * A readmission of a store that was emptied, replaced or restored, for a module that does not start because of it, or in
     * which nothing is sent because of it. Opens no module.
     */
    public Readmission readmission() {
        ProtocolSettings settings = protocol == null ? ProtocolSettings.at(clock) : protocol;
        ModuleStores both = stores();
        EvidenceLog evidence = new EvidenceLog(both, clock);
        return new Readmitter(
                both,
                settings.tokens(),
                clock,
                new StoreFilling(both, checkpoints(), settings, listener, evidence, Pause.real()));
    }

    /** What the gates say of a module of which nothing is opened, and which processes serve it. Writes nothing. */
    public GateInspection gateInspection() {
        return new GateInspection(this);
    }

    ModuleStores stores() {
        LegacyBackend from = required(legacy, "a legacy backend");
        TargetBackend to = required(target, "a target backend");
        List<EntityPair> pairs = types.stream()
                .<EntityPair>map(
                        type -> new EntityPair(type, from.store(type), to.store(type), comparison.of(type.name())))
                .toList();
        return new ModuleStores(
                module,
                pairs,
                from.control(),
                to.control(),
                from.deadLetters(),
                to.deadLetters(),
                from.entries(),
                to.entries(),
                new TogetherOnThreads(new NamedThreads("persistence-" + module + "-move")));
    }

    Stage firstStage() {
        return stage != null
                ? stage
                : required(source, "a stage, or a source of stages").stageOf(module);
    }

    Optional<StageSource> stageSource() {
        return Optional.ofNullable(source);
    }

    FollowerPolicy follower() {
        return follower;
    }

    InstantSource clock() {
        return clock;
    }

    LongSupplier ticker() {
        return ticker;
    }

    RandomGenerator random() {
        return random;
    }

    ProtocolSettings protocol() {
        return required(protocol, "settings of the protocol");
    }

    DualWriteListener listener() {
        return listener;
    }

    ReadObserver readObserver() {
        return readObserver;
    }

    StageGate gates() {
        return gates;
    }

    /** Verifications on a schedule, and where they keep what they find. */
    record ScheduledWork(VerificationSchedule schedule, DivergenceLog found) {}

    Optional<ScheduledWork> verifications() {
        return verifications;
    }

    Supplier<List<DivergenceEvent>> openDivergences() {
        return openDivergences;
    }

    String operator() {
        return operator;
    }

    String memberVersion() {
        return memberVersion;
    }

    StagePolicy stagePolicy() {
        return stagePolicy;
    }

    Checkpoints checkpoints() {
        return required(target, "a target backend").checkpoints();
    }

    RollbackPolicy rollback() {
        return rollback;
    }

    VitalsCollector vitals() {
        return vitals;
    }

    /** What the target says to the gates. */
    ModuleEvidence.Sources gateSources() {
        TargetBackend to = required(target, "a target backend");
        return new ModuleEvidence.Sources(to::migrations, () -> {
            List<ReadShapeRow> kept = to.shadowRecords().coverage(Instant.EPOCH);
            return kept.isEmpty() ? coverage.get() : CoverageReport.of(kept);
        });
    }

    LeftBehindDocuments leftBehind() {
        return required(legacy, "a legacy backend").leftBehind();
    }

    /** Longer than any process relies on a fence that it found standing. */
    Duration weakGrace() {
        return epochKept.multipliedBy(2);
    }

    DecisionCheck beforeDecision() {
        return beforeDecision;
    }

    ReconcilerPolicy reconciler() {
        return reconciler;
    }

    boolean reconciles() {
        return reconciles;
    }

    Duration epochKept() {
        return epochKept;
    }

    MovePolicy moves() {
        return moves;
    }

    /** Examines the shapes of queries, if that was asked for. */
    Optional<ShapeExamination> shapes(Supplier<Stage> stages, Supervisor supervisor) {
        return queryShapes.report()
                ? Optional.of(new ShapeExamination(
                        module,
                        types,
                        stages,
                        new BackendCatalogue(
                                required(legacy, "a legacy backend"), required(target, "a target backend")),
                        queryShapes,
                        listener,
                        supervisor,
                        random))
                : Optional.empty();
    }

    Optional<TombstoneSchedule> tombstones() {
        return Optional.ofNullable(tombstones);
    }

    private <T> T required(@Nullable T value, String what) {
        if (value == null) {
            throw new IllegalStateException("module " + module + " needs " + what);
        }
        return value;
    }
}
