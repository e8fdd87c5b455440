package org.stellaops.persistence.dualwrite;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Reach;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.backfill.Backfill;
import org.stellaops.persistence.dualwrite.backfill.BackfillSettings;
import org.stellaops.persistence.dualwrite.deadletter.DeadLetterService;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.dualwrite.internal.control.PauseLock;
import org.stellaops.persistence.dualwrite.internal.control.StageView;
import org.stellaops.persistence.dualwrite.internal.failover.FenceMonitor;
import org.stellaops.persistence.dualwrite.internal.failover.LeaderChange;
import org.stellaops.persistence.dualwrite.internal.failover.LeaderChangeRecovery;
import org.stellaops.persistence.dualwrite.internal.failover.StageMover;
import org.stellaops.persistence.dualwrite.internal.failover.StartCheck;
import org.stellaops.persistence.dualwrite.internal.maintenance.MaintenanceLoop;
import org.stellaops.persistence.dualwrite.internal.maintenance.ReconcilerLoop;
import org.stellaops.persistence.dualwrite.internal.maintenance.TombstonePurger;
import org.stellaops.persistence.dualwrite.internal.reconcile.LegacyReconciler;
import org.stellaops.persistence.dualwrite.internal.reconcile.PassLimits;
import org.stellaops.persistence.dualwrite.internal.reconcile.ReconcileResult;
import org.stellaops.persistence.dualwrite.internal.reconcile.Reconciler;
import org.stellaops.persistence.dualwrite.internal.reconcile.SendLimit;
import org.stellaops.persistence.dualwrite.internal.reconcile.TargetReconciler;
import org.stellaops.persistence.dualwrite.internal.reconcile.Throttle;
import org.stellaops.persistence.dualwrite.internal.replicate.FollowerReplicator;
import org.stellaops.persistence.dualwrite.internal.replicate.ForwardSender;
import org.stellaops.persistence.dualwrite.internal.replicate.ReplicationExecutor;
import org.stellaops.persistence.dualwrite.internal.replicate.ReverseSender;
import org.stellaops.persistence.dualwrite.internal.replicate.SendResult;
import org.stellaops.persistence.dualwrite.internal.replicate.StoreReports;
import org.stellaops.persistence.dualwrite.internal.route.DualWriteStore;
import org.stellaops.persistence.dualwrite.internal.route.Routes;
import org.stellaops.persistence.dualwrite.internal.tombstone.TombstoneRemoval;
import org.stellaops.persistence.dualwrite.repair.Repair;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.settings.Pause;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.dualwrite.settings.Recheck;
import org.stellaops.persistence.dualwrite.settings.ReconcilerPolicy;
import org.stellaops.persistence.dualwrite.tombstone.TombstoneRemovalResult;
import org.stellaops.persistence.dualwrite.tombstone.TombstoneRetention;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.Checkpoints;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.spi.TargetWrite;

/**
 * One module in one process: its stores, whatever stage it is in, and the walk from stage to stage.
 *
 * <p><b>Threads.</b> Safe for concurrent use. <b>Blocking.</b> {@link #moveTo} and {@link #drain} wait on both stores; the
 * stores wait on the leader, on the follower no longer than the policy says, and on a move of the lead no longer than its
 * hold. <b>Failure.</b> As each method says. <b>Nulls.</b> Neither accepted nor returned.
 *
 * <p>Owns its threads, and closes neither backend nor stage source.
 */
public final class DualWriteModule implements AutoCloseable {

    private static final Duration BETWEEN_PASSES = Duration.ofMillis(20);

    private final ModuleStores stores;
    private final StageView stages;
    private final PauseLock writes = new PauseLock();
    private final PauseLock sends = new PauseLock();
    private final EpochView legacyEpochs;
    private final EpochView targetEpochs;
    private final ReplicationExecutor follower;
    private final StageMover mover;
    private final MaintenanceLoop maintenance;
    private final ReconcilerLoop loop;
    private final DeadLetterService deadLetters;
    private final TombstonePurger tombstones;
    private final LongSupplier ticker;
    private final Map<String, RecordStore> recordStores = new HashMap<>();
    private final DualWriteListener listener;
    private final ProtocolSettings protocol;
    private volatile boolean closed;

    DualWriteModule(DualWriteModuleBuilder built) {
        this.stores = built.stores();
        this.listener = built.listener();
        this.protocol = built.protocol();
        Stage first = built.firstStage();
        LeaderChange change = new LeaderChange(stores, built.protocol(), built.listener(), built.ticker());
        new StartCheck(stores, new LeaderChangeRecovery(stores, change, built.longestMove(), built.ticker()))
                .require(first);
        this.stages = new StageView(first, built.readObserver()::stageEntered);
        this.ticker = built.ticker();
        this.legacyEpochs = EpochView.confirming(stores.legacyControl(), built.epochKept(), ticker);
        this.targetEpochs = EpochView.cached(stores.targetControl(), built.epochKept(), ticker);
        this.follower = new ReplicationExecutor(
                stores.module(),
                built.follower(),
                sends,
                ReplicationExecutor.Sources.of(stores.module(), built.clock(), ticker),
                built.listener());
        this.maintenance = maintenance(built, change);
        this.deadLetters = new DeadLetterService(stores.module(), maintenance::reconcilers, this::sendNow);
        this.mover = new StageMover(
                stores,
                stages,
                change,
                writes,
                sends,
                new StageMover.Hooks(built.guard(), built.beforeDecision(), this::catchUp, this::forgetEpochs),
                built.listener(),
                built.clock(),
                ticker,
                built.limits());
        this.loop = new ReconcilerLoop(
                "persistence-" + stores.module() + "-reconciler",
                built.reconciler().every(),
                maintenance::run,
                built.random());
        this.tombstones = new TombstonePurger(
                stages,
                new TombstoneRemoval(stores, built.protocol(), built.listener()),
                this::forgetEpochs,
                built.tombstones(),
                "persistence-" + stores.module() + "-tombstones",
                built.random());
        stores.pairs().forEach(pair -> recordStores.put(pair.type().name(), store(pair, built)));
    }

    /** Starts to say what a module consists of. */
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
        return stages.current();
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
        return new Backfill(pair(type), epochs, checkpoints, settings, listener, protocol.tokens());
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

    /**
     * Moves one step forward or back. Where the leader changes, writes of this process are held back until everything that is
     * pending has been replicated; writes of other processes are refused meanwhile.
     */
    public MoveResult moveTo(Stage next) {
        return mover.moveTo(next);
    }

    /**
     * How many keys carry the leader's mark.
     *
     * @throws org.stellaops.persistence.StoreException if the leader cannot be asked
     */
    public long pendingDepth() {
        return maintenance.reconcilers().values().stream()
                .mapToLong(Reconciler::depth)
                .sum();
    }

    /** How many images wait in this process to be sent. */
    public int waitingToBeSent() {
        return follower.waiting();
    }

    /**
     * Looks at every mark once, now, in the caller's thread.
     *
     * @throws org.stellaops.persistence.StoreException if a store cannot be asked at all
     */
    public ReconcileResult reconcile() {
        if (!sends.tryEnter(Duration.ZERO)) {
            return ReconcileResult.EMPTY;
        }
        try {
            return maintenance.reconcile();
        } finally {
            sends.leave();
        }
    }

    /**
     * Sends what is pending until nothing is, or until the time is over.
     *
     * @return whether nothing carries a pending flag
     * @throws org.stellaops.persistence.StoreException if a store cannot be asked at all
     */
    public boolean drain(Duration longest) {
        long began = ticker.getAsLong();
        while (pendingDepth() > 0) {
            ReconcileResult pass = withoutGrace();
            boolean late = ticker.getAsLong() - began > longest.toNanos();
            if (late || !(pass.progressed() || Pause.real().tryPause(BETWEEN_PASSES))) {
                return pendingDepth() == 0;
            }
        }
        return true;
    }

    /** Whoever asks for a drain does not want to wait for deleters that may be dead. */
    private ReconcileResult withoutGrace() {
        OptionalLong epoch = leadersEpochs().steadyEpoch();
        if (epoch.isEmpty() || !sends.tryEnter(Duration.ZERO)) {
            return ReconcileResult.EMPTY;
        }
        try {
            return maintenance.reconcilers().values().stream()
                    .map(it -> it.drain(epoch.getAsLong()))
                    .reduce(ReconcileResult.EMPTY, ReconcileResult::plus);
        } finally {
            sends.leave();
        }
    }

    /** What the follower refuses: to be looked at, and to be tried again. */
    public DeadLetterService deadLetters() {
        return deadLetters;
    }

    /**
     * Removes tombstones of deletes that have been replicated and are old enough, behind an epoch advance (section 3.5 of the
     * specification). Callers do not wait and do not fail; both stores must be reachable, and the fence must be strong. One
     * call takes a bounded number; call again while the result says that there are more.
     */
    public TombstoneRemovalResult removeTombstones(TombstoneRetention retention) {
        return tombstones.remove(retention);
    }

    /** Stops sending; what is still pending stays so. Closing twice is harmless. */
    @Override
    public void close() {
        closed = true;
        tombstones.close();
        loop.close();
        follower.close();
    }

    private Optional<SendResult> sendNow(Reconciler reconciler, RecordKey key) {
        OptionalLong epoch = leadersEpochs().steadyEpoch();
        if (stage().writes() != Reach.BOTH || epoch.isEmpty() || !sends.tryEnter(Duration.ZERO)) {
            return Optional.empty();
        }
        try {
            return Optional.of(reconciler.sendKey(key, epoch.getAsLong()));
        } finally {
            sends.leave();
        }
    }

    private EpochView leadersEpochs() {
        return stage().leader() == Side.LEGACY ? legacyEpochs : targetEpochs;
    }

    void start(DualWriteModuleBuilder built) {
        built.stageSource().ifPresent(source -> source.onChange(this::follow));
        if (built.reconciles()) {
            loop.start();
        }
        tombstones.start();
    }

    /** What a stage source says; a rejection leaves the module in the last good stage, and is an event. */
    private void follow(String module, Stage wanted) {
        if (!closed && module.equals(stores.module())) {
            MoveResult ignored = mover.moveTo(wanted);
        }
    }

    private RecordStore store(EntityPair pair, DualWriteModuleBuilder built) {
        Routes routes = new Routes(
                new LegacyLeader(pair.legacy(), legacyEpochs, built.protocol()),
                targetLeader(pair, built, TargetWrite.PendingFlag.PENDING),
                targetLeader(pair, built, TargetWrite.PendingFlag.NONE),
                new ForwardSender(pair, built.protocol(), built.listener()),
                new ReverseSender(pair, built.protocol(), built.listener()));
        StoreReports reports = new StoreReports(pair.type(), built.listener());
        FollowerReplicator followerWrites = new FollowerReplicator(follower, stages, reports);
        return new DualWriteStore(
                pair,
                routes,
                stages,
                writes,
                followerWrites,
                built.readObserver(),
                reports,
                ticker,
                built.limits().hold());
    }

    private TargetLeader targetLeader(
            EntityPair pair, DualWriteModuleBuilder built, TargetWrite.PendingFlag pendingFlag) {
        return new TargetLeader(pair.target(), targetEpochs, built.protocol(), pendingFlag);
    }

    private MaintenanceLoop maintenance(DualWriteModuleBuilder built, LeaderChange change) {
        Map<EntityType<?>, Reconciler> forward = new LinkedHashMap<>();
        Map<EntityType<?>, Reconciler> reverse = new LinkedHashMap<>();
        DualWriteListener listener = built.listener();
        for (EntityPair pair : stores.pairs()) {
            forward.put(
                    pair.type(),
                    new LegacyReconciler(pair, legacyEpochs, built.protocol(), listener, stores.legacyLetters()));
            reverse.put(
                    pair.type(),
                    new TargetReconciler(pair, targetEpochs, built.protocol(), listener, stores.targetLetters()));
        }
        return new MaintenanceLoop(
                stores.module(),
                forward,
                reverse,
                limits(built.reconciler()),
                stages,
                sends,
                new FenceMonitor(stores.module(), stores.legacyControl(), listener),
                new LeaderChangeRecovery(stores, change, built.longestMove(), ticker),
                listener,
                built.clock(),
                ticker);
    }

    private PassLimits limits(ReconcilerPolicy policy) {
        return new PassLimits(
                policy.keysPerPass(),
                policy.imagesPerSecond().isPresent()
                        ? new Throttle(stores.module(), policy.imagesPerSecond().getAsInt())
                        : SendLimit.NONE);
    }

    private void catchUp() {
        List<Reconciler> reconcilers = List.copyOf(maintenance.reconcilers().values());
        reconcilers.forEach(it -> {
            ReconcileResult ignored = it.runOnce();
        });
    }

    private void forgetEpochs() {
        legacyEpochs.forget();
        targetEpochs.forget();
    }

    private IllegalArgumentException unknown(EntityType<?> type) {
        return new IllegalArgumentException(
                "module " + stores.module() + " has no entity type " + type + ", but " + recordStores.keySet());
    }
}
