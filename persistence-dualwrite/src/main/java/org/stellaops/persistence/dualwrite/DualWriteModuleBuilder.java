package org.stellaops.persistence.dualwrite;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.security.SecureRandom;
import java.time.Duration;
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
import org.stellaops.persistence.dualwrite.divergence.DivergenceEvent;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.internal.admission.Readmitter;
import org.stellaops.persistence.dualwrite.internal.admission.StoreFilling;
import org.stellaops.persistence.dualwrite.internal.gate.EvidenceLog;
import org.stellaops.persistence.dualwrite.gate.StageGate;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.dualwrite.internal.failover.DecisionCheck;
import org.stellaops.persistence.dualwrite.internal.failover.StageMover;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.settings.FollowerPolicy;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.dualwrite.settings.ReconcilerPolicy;
import org.stellaops.persistence.dualwrite.settings.StagePolicy;
import org.stellaops.persistence.dualwrite.shadow.ReadObserver;
import org.stellaops.persistence.dualwrite.tombstone.TombstoneSchedule;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.Checkpoints;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.TargetBackend;

/** Collects what a {@link DualWriteModule} consists of. Not for concurrent use. */
public final class DualWriteModuleBuilder {

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
    private StageGate gates = StageGate.none();
    private Supplier<List<DivergenceEvent>> openDivergences = List::of;
    private String memberVersion = "unknown";
    private DecisionCheck beforeDecision = DecisionCheck.NOTHING;
    private ReconcilerPolicy reconciler = ReconcilerPolicy.defaults();
    private boolean hasRetries;
    private boolean reconciles = true;
    private Duration epochKept = Duration.ofMillis(500);
    private Duration hold = Duration.ofSeconds(5);
    private Duration drain = Duration.ofSeconds(30);
    private StagePolicy stagePolicy = StagePolicy.defaults();
    private @Nullable TombstoneSchedule tombstones;

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

    /** Where the stage is learnt, now and later; the module does not close it. */
    @CanIgnoreReturnValue
    public DualWriteModuleBuilder stages(StageSource stages) {
        this.source = stages;
        return this;
    }

    /** How the follower is written; nobody waits for it by default. */
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

    /** Where jitter comes from. */
    @CanIgnoreReturnValue
    public DualWriteModuleBuilder random(RandomGenerator generator) {
        this.random = generator;
        return this;
    }

    /** What the operations of the protocol are told. */
    @CanIgnoreReturnValue
    public DualWriteModuleBuilder protocol(ProtocolSettings settings) {
        this.protocol = settings;
        return this;
    }

    /** Adds a listener to those who hear every event. */
    @CanIgnoreReturnValue
    public DualWriteModuleBuilder listener(DualWriteListener added) {
        this.listener = listener.andThen(added);
        return this;
    }

    /** Who compares sampled reads. */
    @CanIgnoreReturnValue
    public DualWriteModuleBuilder readObserver(ReadObserver observer) {
        this.readObserver = observer;
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

    /** How this process follows the stage, and when it takes another for gone. */
    @CanIgnoreReturnValue
    public DualWriteModuleBuilder stagePolicy(StagePolicy policy) {
        this.stagePolicy = policy;
        return this;
    }

    /** Who looks at the module when nothing can be written any more, just before the lead moves. */
    @CanIgnoreReturnValue
    public DualWriteModuleBuilder beforeDecision(DecisionCheck check) {
        this.beforeDecision = check;
        return this;
    }

    /** What the reconciler does by itself; its rule for what the follower refuses takes the place of the protocol's. */
    @CanIgnoreReturnValue
    public DualWriteModuleBuilder reconciler(ReconcilerPolicy policy) {
        this.reconciler = policy;
        this.hasRetries = true;
        return this;
    }

    /** How often pending flags are looked at; every second by default. */
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

    /** How long a control record that was read is taken to be true; zero reads it for each write. */
    @CanIgnoreReturnValue
    public DualWriteModuleBuilder epochKept(Duration kept) {
        this.epochKept = kept;
        return this;
    }

    /** How long a move waits for what is under way in this process, and a write for a move; five seconds by default. */
    @CanIgnoreReturnValue
    public DualWriteModuleBuilder hold(Duration longest) {
        this.hold = longest;
        return this;
    }

    /** How long a move waits until everything that is pending has been replicated; thirty seconds by default. */
    @CanIgnoreReturnValue
    public DualWriteModuleBuilder drainLimit(Duration longest) {
        this.drain = longest;
        return this;
    }

    /** After how long a move that nobody finishes is aborted; two minutes by default. */
    @CanIgnoreReturnValue
    public DualWriteModuleBuilder longestMove(Duration longest) {
        this.stagePolicy = stagePolicy.withLongestMove(longest);
        return this;
    }

    /** Removes tombstones by itself; by default, only {@link DualWriteModule#removeTombstones} does. */
    @CanIgnoreReturnValue
    public DualWriteModuleBuilder removeTombstones(TombstoneSchedule schedule) {
        this.tombstones = schedule;
        return this;
    }

    /**
     * Starts the module.
     *
     * @throws IllegalStateException if something is missing, or the stage does not fit what the stores say
     * @throws org.stellaops.persistence.StoreException if the leading store cannot be asked
     */
    public DualWriteModule open() {
        if (protocol == null) {
            protocol = ProtocolSettings.at(clock);
        }
        if (hasRetries) {
            protocol = protocol.withRetries(reconciler.retries());
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
                new StoreFilling(both, checkpoints(), settings, listener, evidence));
    }

    ModuleStores stores() {
        LegacyBackend from = required(legacy, "a legacy backend");
        TargetBackend to = required(target, "a target backend");
        List<EntityPair> pairs = types.stream()
                .<EntityPair>map(type -> new EntityPair(type, from.store(type), to.store(type)))
                .toList();
        return new ModuleStores(
                module,
                pairs,
                from.control(),
                to.control(),
                from.deadLetters(),
                to.deadLetters(),
                from.entries(),
                to.entries());
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

    Supplier<List<DivergenceEvent>> openDivergences() {
        return openDivergences;
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

    StageMover.Limits limits() {
        return new StageMover.Limits(hold, drain);
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
