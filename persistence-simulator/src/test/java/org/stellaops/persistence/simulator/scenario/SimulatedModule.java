// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator.scenario;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.Revision;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.dualwrite.internal.failover.LeaderChange;
import org.stellaops.persistence.dualwrite.internal.reconcile.LegacyReconciler;
import org.stellaops.persistence.dualwrite.internal.reconcile.ReconcileResult;
import org.stellaops.persistence.dualwrite.internal.reconcile.Reconciler;
import org.stellaops.persistence.dualwrite.internal.reconcile.TargetReconciler;
import org.stellaops.persistence.dualwrite.repair.RepairResult;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.settings.Pause;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.simulator.History;
import org.stellaops.persistence.simulator.Operation;
import org.stellaops.persistence.simulator.Run;
import org.stellaops.persistence.simulator.StepRunner;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.DeadLetters;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.spi.TargetBackend;
import org.stellaops.persistence.spi.TargetState;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.TargetWrite;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.spi.Versions;
import org.stellaops.persistence.testkit.memory.MemoryLegacyBackend;
import org.stellaops.persistence.testkit.memory.MemoryTargetBackend;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** One module in a simulation: real stores in memory, and the real operations of the protocol over stepped views of them. */
final class SimulatedModule {

    static final EntityType<Document> TYPE =
            EntityType.builder("sim", "things").fields(FieldDef.text("value")).build();

    private static final int PASSES_TO_REST = 50;

    final MemoryLegacyBackend legacy;
    final MemoryTargetBackend target;
    final LegacyStore legacyStore;
    final TargetStore targetStore;
    private final SimulatedBackends backends;
    private final Map<String, Integer> tokens = new HashMap<>();
    private final Map<String, Integer> calls = new HashMap<>();
    private final Break broken;
    private boolean bypassed;
    History history = new History();
    private Run run;

    SimulatedModule(Side leader) {
        this(leader, Break.NONE);
    }

    SimulatedModule(Side leader, Break broken) {
        this(broken);
        initialise(leader);
    }

    private SimulatedModule(Break broken) {
        this(new MemoryLegacyBackend(), new MemoryTargetBackend(), broken);
    }

    private SimulatedModule(MemoryLegacyBackend legacy, MemoryTargetBackend target, Break broken) {
        this(legacy, target, new SimulatedBackends.OfModule(TYPE, legacy, target), broken);
    }

    /** What is moved for itself in backends that it may share with others. */
    SimulatedModule(MemoryLegacyBackend legacy, MemoryTargetBackend target, SimulatedBackends backends, Break broken) {
        this.legacy = legacy;
        this.target = target;
        this.backends = backends;
        this.broken = broken;
        this.legacyStore = backends.legacy().store(backends.type());
        this.targetStore = backends.target().store(backends.type());
    }

    /** A module whose stores know nothing of it yet. */
    static SimulatedModule blank(Break broken) {
        return new SimulatedModule(broken);
    }

    /** Writes the first control records; their epoch. */
    @CanIgnoreReturnValue
    long initialise(Side leader) {
        ControlRecord first = firstOf(Side.LEGACY, leader);
        ControlRecord other = firstOf(Side.TARGET, leader);
        if (first.leads() == other.leads()) {
            throw new IllegalStateException("exactly one store must lead");
        }
        return first.epoch();
    }

    private ControlRecord firstOf(Side side, Side leader) {
        return control(side)
                .initialise(
                        new ControlRecord(leader == side ? ControlRecord.Phase.STEADY : ControlRecord.Phase.AWAY, 1));
    }

    /** Calls and answers from now on go to the history of another one. */
    void shareHistoryOf(SimulatedModule other) {
        history = other.history;
    }

    void runIn(Run next) {
        this.run = next;
    }

    /** Forgets all but the stores. */
    void begin(Run next) {
        run = next;
        history = new History();
        tokens.clear();
        calls.clear();
    }

    /** An actor begins its next call, and carries nothing on from the former ones. */
    void nextCall() {
        String actor = run.currentActor();
        int call = calls.merge(actor, 1, Integer::sum);
        tokens.remove(actor);
        run.forget("call " + call);
    }

    /** An actor carries nothing on within its call but where it is, and which names it has given. */
    void forgetWithinCall(String place) {
        String actor = run.currentActor();
        run.forget(place + " in call " + calls.getOrDefault(actor, 0) + " after " + tokens.getOrDefault(actor, 0)
                + " names");
    }

    /** The steps of whoever moves now. */
    StepRunner steps() {
        return run.steps();
    }

    void forget(String place) {
        run.forget(place);
    }

    void observe(String what) {
        run.observe(what);
    }

    /** The stores as an actor sees them: each call a step. */
    EntityPair steppedPair() {
        return steppedPair(broken);
    }

    /** The stores as a conditional write on a revision sees them. */
    EntityPair steppedPair(Revision told) {
        return steppedPair(broken.comparesVersions() ? ProtocolBreaks.versionsOnly(told) : broken);
    }

    private EntityPair steppedPair(Break ofLegacy) {
        return new EntityPair(
                backends.type(),
                steppedLegacy(ofLegacy).store(backends.type()),
                backends.target(broken, run.steps()).store(backends.type()));
    }

    ModuleStores steppedStores() {
        return steppedStores(steppedPair());
    }

    ModuleStores steppedStores(EntityPair pair) {
        return new ModuleStores(
                TYPE.module(),
                List.of(pair),
                steppedLegacy(broken).control(),
                backends.target(broken, run.steps()).control());
    }

    private LegacyBackend steppedLegacy(Break brokenSo) {
        return backends.legacy(brokenSo, run.steps(), this::nextToken);
    }

    /** A coordinator; one that finds the fence weak aborts instead of waiting for whoever may rely on the former one. */
    LeaderChange leaderChange(DualWriteListener listener) {
        return new LeaderChange(
                steppedStores(), settings(3), listener, () -> 0, Duration.ofNanos(1), NeverWaits.INSTANCE);
    }

    private enum NeverWaits implements Pause {
        INSTANCE;

        @Override
        public void pause(Duration length) throws InterruptedException {
            throw new InterruptedException("nobody waits here");
        }

        @Override
        public boolean tryPause(Duration length) {
            return false;
        }
    }

    /** The stores of a process with all that stands beside the control records, each call a step. */
    ModuleStores steppedStores(List<EntityType<?>> types) {
        return stores(types, steppedLegacy(broken), backends.target(broken, run.steps()));
    }

    /** The same, unbroken and not stepped. */
    ModuleStores realStores(List<EntityType<?>> types) {
        return stores(types, legacy, target);
    }

    private static ModuleStores stores(List<EntityType<?>> types, LegacyBackend ofLegacy, TargetBackend ofTarget) {
        return new ModuleStores(
                TYPE.module(),
                types.stream()
                        .map(type -> new EntityPair(type, ofLegacy.store(type), ofTarget.store(type)))
                        .toList(),
                ofLegacy.control(),
                ofTarget.control(),
                DeadLetters.none(),
                DeadLetters.none(),
                ofLegacy.entries(),
                ofTarget.entries());
    }

    /** Reads the control record once, as a process that is slow to learn of a change does. */
    EpochView readOnce(Side side) {
        return EpochView.cached(steppedStores().control(side), Duration.ofDays(1), () -> 1);
    }

    /** Knows the epoch without reading it: for scenarios in which the lead does not move, so that nobody could tell. */
    EpochView known(Side side) {
        return EpochView.of(control(side));
    }

    EpochView readAlways(Side side) {
        return EpochView.of(steppedStores().control(side));
    }

    /** Tokens that are the same in every replay, whatever the others do. */
    ProtocolSettings settings(int attempts) {
        return new ProtocolSettings(
                attempts,
                10,
                Duration.ZERO,
                this::nextToken,
                InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z")));
    }

    private String nextToken() {
        String actor = run == null ? "nobody" : run.currentActor();
        return actor + "." + calls.getOrDefault(actor, 0) + "." + tokens.merge(actor, 1, Integer::sum);
    }

    static Struct content(String value) {
        return Struct.builder().put("value", value).build();
    }

    static Optional<String> valueOf(Optional<StoredRecord> record) {
        return record.map(it -> ((Value.Text) it.content().find("value").orElseThrow()).value());
    }

    Side leader() {
        if (control(Side.LEGACY).read().leads()) {
            return Side.LEGACY;
        }
        return Side.TARGET;
    }

    /** What must hold in every state: a key that is not pending in the leader is equal on the follower. */
    void checkNotPendingIsEqual(RecordKey key) {
        if (control(Side.LEGACY).read().leads()) {
            checkNotPendingInLegacy(key);
        } else if (control(Side.TARGET).read().leads()) {
            checkNotPendingInTarget(key);
        }
    }

    private void checkNotPendingInTarget(RecordKey key) {
        Optional<TargetState> state = targetStore.state(key).filter(it -> !it.isPending());
        Optional<LegacyRecord> held = legacyStore.read(key);
        if (state.isPresent() && state.get().deleted()) {
            // What arrives late is inserted provisional, and taken away again.
            boolean late = held.isPresent()
                    && held.get().provisional().isPresent()
                    && held.get().stamp().version() < state.get().stamp().version();
            require(
                    held.isEmpty() || late,
                    key + " is deleted and not pending in the leader, but the follower holds " + held);
        } else if (state.isPresent()) {
            require(
                    held.isPresent() && held.get().stamp().equals(state.get().stamp()),
                    key + " is not pending in the leader at " + state.get().stamp() + ", but the follower holds "
                            + held);
        }
    }

    private void checkNotPendingInLegacy(RecordKey key) {
        Optional<LegacyRecord> record = legacyStore.read(key);
        Optional<LegacyTombstone> tombstone = legacyStore.readTombstone(key);
        Optional<TargetState> held = targetStore.state(key).filter(it -> !it.deleted());
        if (record.isPresent()
                && !record.get().isPending()
                && !record.get().stamp().isUnversioned()) {
            require(
                    held.isPresent() && held.get().stamp().equals(record.get().stamp()),
                    key + " is not pending in the leader at " + record.get().stamp() + ", but the follower holds "
                            + held);
        } else if (record.isEmpty()
                && tombstone.filter(LegacyTombstone::isPending).isEmpty()) {
            require(held.isEmpty(), key + " is absent and not pending in the leader, but the follower holds " + held);
        }
    }

    /** Lets reconcilers finish what was left, and checks that both stores are equal and the history is explained. */
    void checkAtRest(List<RecordKey> keys) {
        comeToRest(keys).forEach(history::seenAtRest);
        history.check();
    }

    /** Lets reconcilers finish what was left, as fresh processes, and checks that both stores are equal then. */
    Map<RecordKey, Optional<String>> comeToRest(List<RecordKey> keys) {
        finishLeaderChange();
        Side leader = leader();
        EntityPair real = realPair();
        if (leader == Side.LEGACY) {
            copyUnversioned(real, keys);
        }
        Reconciler reconciler = reconciler(real, leader);
        int passes = 0;
        while (!reconciler.foundEmpty()) {
            ReconcileResult pass = reconciler.runOnce();
            require(passes++ < PASSES_TO_REST, "the reconciler does not come to an end; its last pass was " + pass);
        }
        if (bypassed) {
            repair(real, leader, keys);
        }
        checkNoPendingFlagsWithFollower(leader);
        Map<RecordKey, Optional<String>> found = new TreeMap<>();
        for (RecordKey key : keys) {
            checkEqual(key);
            found.put(key, valueOf(legacyStore.find(key)));
        }
        return found;
    }

    private EntityPair realPair() {
        return new EntityPair(backends.type(), legacyStore, targetStore);
    }

    /** What no write has touched is a backfill's to bring. */
    private void copyUnversioned(EntityPair real, List<RecordKey> keys) {
        boolean unversioned = keys.stream()
                .anyMatch(key -> legacyStore
                        .read(key)
                        .filter(it -> it.stamp().isUnversioned())
                        .isPresent());
        if (unversioned) {
            BackfillRun run =
                    Cast.backfillOf(real, known(Side.LEGACY), settings(5)).run();
            require(run.isFinished(), "a backfill at rest does not come to its end: " + run.counts());
        }
    }

    private Reconciler reconciler(EntityPair real, Side leader) {
        return leader == Side.LEGACY
                ? new LegacyReconciler(real, known(leader), settings(5), event -> {})
                : new TargetReconciler(real, known(leader), settings(5), event -> {});
    }

    /** A pending flag in a store that does not lead is a write that its leader does not know of (P8). */
    private void checkNoPendingFlagsWithFollower(Side leader) {
        long pendingFlags = leader == Side.LEGACY ? targetStore.pendingCount() : legacyStore.pendingCount();
        require(
                pendingFlags == 0,
                "the " + leader.other() + " store does not lead, but holds " + pendingFlags + " mark(s)");
    }

    /** What must hold in every state: no two stores lead. */
    void checkOneLeader() {
        ControlRecord ofLegacy = control(Side.LEGACY).read();
        ControlRecord ofTarget = control(Side.TARGET).read();
        require(!(ofLegacy.leads() && ofTarget.leads()), "both stores lead: " + ofLegacy + " and " + ofTarget);
    }

    private void finishLeaderChange() {
        checkOneLeader();
        ControlRecord ofLegacy = control(Side.LEGACY).read();
        ControlRecord ofTarget = control(Side.TARGET).read();
        abortOrAssumeLeadership(ofLegacy, ofTarget, Side.LEGACY);
        abortOrAssumeLeadership(ofTarget, ofLegacy, Side.TARGET);
    }

    private void abortOrAssumeLeadership(ControlRecord old, ControlRecord other, Side side) {
        boolean done = true;
        if (old.phase() == ControlRecord.Phase.MOVING) {
            done = control(side).compareAndSet(old, new ControlRecord(ControlRecord.Phase.STEADY, old.epoch() + 2));
        } else if (old.phase() == ControlRecord.Phase.AWAY && !other.leads() && old.epoch() > other.epoch()) {
            done = control(side.other())
                    .compareAndSet(other, new ControlRecord(ControlRecord.Phase.STEADY, old.epoch()));
        }
        require(done, "nobody else moves at rest");
    }

    ControlStore control(Side side) {
        return side == Side.LEGACY
                ? backends.legacy().control()
                : backends.target().control();
    }

    private void checkEqual(RecordKey key) {
        Optional<String> ofLegacy = valueOf(legacyStore.find(key));
        Optional<String> ofTarget = valueOf(targetStore.find(key));
        require(
                ofLegacy.equals(ofTarget),
                key + " is " + ofLegacy + " in the legacy store, but " + ofTarget + " in the target, at rest");
    }

    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    /** Changes what is there, in one step and without a pending flag; from then on equality at rest takes a repair. */
    void bypass(Side leader, RecordKey key, String value) {
        bypassed = true;
        int call = history.begin(run.currentActor(), key, Operation.Kind.PUT_IF_PRESENT, Optional.of(value));
        boolean done = run.steps()
                .run(leader == Side.LEGACY ? "legacy" : "target", "change behind the library", true, () -> {
                    boolean there = leader == Side.LEGACY
                            ? legacyStore.read(key).isPresent()
                            : targetStore.find(key).isPresent();
                    if (there && leader == Side.LEGACY) {
                        legacy.store(backends.type()).injected().changeContent(key, content(value));
                    } else if (there) {
                        target.store(backends.type()).injected().changeContent(key, content(value));
                    }
                    return there;
                });
        history.end(call, done ? Operation.Effect.CERTAIN : Operation.Effect.NONE);
    }

    private void repair(EntityPair real, Side leader, List<RecordKey> keys) {
        for (RecordKey key : keys) {
            RepairResult result =
                    Cast.repairOf(real, leader, known(leader), settings(5)).repair(key);
            require(
                    result instanceof RepairResult.Repaired || result instanceof RepairResult.NothingToDo,
                    "a repair at rest does not succeed: " + result);
        }
    }

    /**
     * A put without a condition, as its caller saw it.
     *
     * @param kept what follows of an answer
     */
    void put(
            String caller,
            RecordKey key,
            String value,
            RecordStore store,
            Function<WriteOutcome, Operation.Effect> kept) {
        int call = history.begin(caller, key, Operation.Kind.PUT, Optional.of(value));
        WriteOutcome outcome = store.put(key, content(value), Precondition.none());
        history.end(call, kept.apply(outcome));
        observe(outcome.toString());
    }

    /** Writes; a broken caller writes again if it does not know what became of it. */
    WriteOutcome write(Supplier<WriteOutcome> write) {
        WriteOutcome outcome = write.get();
        return broken.retriesUnknown() && outcome instanceof WriteOutcome.Unknown ? write.get() : outcome;
    }

    /** A document as an application without the library left it. */
    void putUnversioned(RecordKey key, String value) {
        legacy.store(backends.type()).putUnversioned(key, content(value));
        written(key, value);
    }

    /** A record that the leader has written and nobody has sent. */
    void putPending(RecordKey key, String value) {
        long epoch = control(leader()).read().epoch();
        if (leader() == Side.LEGACY) {
            // Not the first version: a slow insert then lands below what deletes it (A5).
            VersionStamp stamp = new VersionStamp(Versions.allocate(epoch, Versions.allocate(epoch)), "first");
            Image.Present image = Image.Present.of(key, stamp, content(value));
            require(legacyStore.insert(image, epoch).isDone(), "a pending record could not be prepared");
        } else {
            TargetWrite.Change.Put put = new TargetWrite.Change.Put(content(value), ContentHash.of(content(value)));
            TargetWrite.Result written = targetStore.write(
                    new TargetWrite(key, put, Precondition.none(), epoch, "first", TargetWrite.PendingFlag.PENDING));
            require(written instanceof TargetWrite.Result.LeaderWriteResult, "a pending record could not be prepared");
        }
        written(key, value);
    }

    /** A record that is in both stores and settled. */
    void putReplicated(RecordKey key, String value) {
        putPending(key, value);
        ReconcileResult pass = reconciler(realPair(), leader()).runOnce();
        require(pass.replicated() == 1, "a settled record could not be prepared: " + pass);
    }

    /** Prepares a beginning: absent, pending in the leader, settled in both stores, or left by an application without the library. */
    void startWith(RecordKey key, String beginning) {
        switch (beginning) {
            case "absent" -> require(legacyStore.find(key).isEmpty(), "nothing is there yet");
            case "pending" -> putPending(key, "first");
            case "replicated" -> putReplicated(key, "first");
            case "unversioned" -> putUnversioned(key, "first");
            default -> throw new IllegalArgumentException("no beginning is named " + beginning);
        }
    }

    private void written(RecordKey key, String value) {
        history.end(history.begin("before", key, Operation.Kind.PUT, Optional.of(value)), Operation.Effect.CERTAIN);
    }
}
