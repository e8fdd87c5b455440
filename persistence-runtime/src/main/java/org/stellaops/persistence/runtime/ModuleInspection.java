// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.DualWriteModule;
import org.stellaops.persistence.dualwrite.GateInspection;
import org.stellaops.persistence.dualwrite.admission.Readmission;
import org.stellaops.persistence.dualwrite.admission.ReadmissionPlan;
import org.stellaops.persistence.dualwrite.audit.AuditRecord;
import org.stellaops.persistence.dualwrite.backfill.Backfill;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.coverage.CoverageReport;
import org.stellaops.persistence.dualwrite.deadletter.DeadLetterPage;
import org.stellaops.persistence.dualwrite.divergence.DivergenceLog;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.gate.StageGate;
import org.stellaops.persistence.dualwrite.gate.StepPreview;
import org.stellaops.persistence.dualwrite.member.Member;
import org.stellaops.persistence.dualwrite.preflight.Preflight;
import org.stellaops.persistence.dualwrite.preflight.PreflightProgress;
import org.stellaops.persistence.dualwrite.preflight.PreflightSettings;
import org.stellaops.persistence.dualwrite.repair.RepairPlan;
import org.stellaops.persistence.dualwrite.repair.Repairs;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.settings.Pause;
import org.stellaops.persistence.dualwrite.settings.StagePolicy;
import org.stellaops.persistence.dualwrite.unreadable.UnreadableDocuments;
import org.stellaops.persistence.dualwrite.verify.Verification;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;
import org.stellaops.persistence.dualwrite.verify.VerificationSettings;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.runtime.ModuleStatus.EntityStatus;
import org.stellaops.persistence.runtime.ModuleStatus.SideStatus;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.DeadLetters.Which;
import org.stellaops.persistence.spi.DivergenceRow;
import org.stellaops.persistence.spi.LeftBehind;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.RejectedImage;
import org.stellaops.persistence.spi.RepairRecords;
import org.stellaops.persistence.spi.Retirement;
import org.stellaops.persistence.spi.StaleWrite;
import org.stellaops.persistence.spi.StoredIndex;
import org.stellaops.persistence.spi.TargetBackend;

/**
 * One module that is only looked at.
 *
 * <p><b>Threads.</b> Safe for concurrent use. <b>Blocking.</b> Everything but {@link #name}, {@link #descriptor} and {@link
 * #configuredStage} waits for the databases. <b>Failure.</b> {@link StoreException} if a store that is needed cannot be
 * asked; {@link #status} puts that into its answer instead.
 */
public final class ModuleInspection {

    private static final int OPEN_DIVERGENCES = 10_000;

    private final ModuleDescriptor descriptor;
    private final Stage configured;
    private final LegacyBackend legacy;
    private final TargetBackend target;
    private final GateInspection gates;

    ModuleInspection(
            ModuleDescriptor descriptor, Stage configured, LegacyBackend legacy, TargetBackend target, Rules rules) {
        this.descriptor = descriptor;
        this.configured = configured;
        this.legacy = legacy;
        this.target = target;
        this.gates = DualWriteModule.builder(descriptor.name())
                .legacy(legacy)
                .target(target)
                .types(descriptor.entityTypes())
                .stage(configured)
                .gates(rules.gates())
                .stagePolicy(rules.policy())
                .clock(rules.clock())
                .gateInspection();
    }

    /** By which steps are judged, and members taken for gone. */
    record Rules(StageGate gates, StagePolicy policy, InstantSource clock) {}

    /** Its name. */
    public String name() {
        return descriptor.name();
    }

    /** Its name and entity types. */
    public ModuleDescriptor descriptor() {
        return descriptor;
    }

    /** The stage that the configuration names. */
    public Stage configuredStage() {
        return configured;
    }

    /** Where the module stands; a store that cannot be asked is part of the answer. */
    public ModuleStatus status() {
        ModuleStatus standing = standing();
        boolean canAsk = standing.leader()
                .filter(it -> standing.of(it).problem().isEmpty())
                .isPresent();
        return canAsk ? standing.with(entities(standing)) : standing;
    }

    /** As {@link #status}, without asking what is pending of each entity type. */
    public ModuleStatus standing() {
        SideStatus ofLegacy = sideStatus(legacy.control());
        SideStatus ofTarget = sideStatus(target.control());
        return new ModuleStatus(name(), configured, ofLegacy, ofTarget, leader(ofLegacy, ofTarget), List.of());
    }

    private List<EntityStatus> entities(ModuleStatus standing) {
        LeaderView view = view(standing.leader().orElseThrow());
        Optional<TargetBackend> reachable =
                standing.target().problem().isEmpty() ? Optional.of(target) : Optional.empty();
        return descriptor.entityTypes().stream()
                .map(it -> view.status(it, reachable))
                .toList();
    }

    /** What {@link OpenRetirement} would take out of a store, in its order. */
    public List<Retirement.Item> retirementPlan(Side side) {
        Retirement retirement = side == Side.LEGACY ? legacy.retirement() : target.retirement();
        return retirement.plan(descriptor.entityTypes());
    }

    /** What was done to the module, by whom, why, on what evidence and with what outcome, in order. */
    public List<AuditRecord> auditTrail() {
        return leader() == Side.LEGACY
                ? DualWriteModule.auditTrail(legacy.entries(), target.entries())
                : DualWriteModule.auditTrail(target.entries(), legacy.entries());
    }

    /** Where the module stands, by the record of the store that leads; empty while neither does. */
    public Optional<Stage> recordedStage() {
        return gates.stage();
    }

    /** The processes that serve the module, by the store that leads. */
    public List<Member> members() {
        return gates.members();
    }

    /** What the gates say of a step; see {@link GateInspection#preview} for what only the step itself can find. */
    public StepPreview preview(Stage next) {
        return gates.preview(next);
    }

    /**
     * How long each store takes to answer the smallest question.
     *
     * @throws StoreException if it cannot be asked
     */
    public Duration roundTrip(Side side) {
        return RoundTrip.of(side == Side.LEGACY ? legacy.control() : target.control());
    }

    /**
     * Keys that the follower may not have yet, behind a key, in the order of keys.
     *
     * @param limit how many at most, 1 at least
     */
    public List<PendingKey> pending(EntityType<?> type, Optional<RecordKey> after, int limit) {
        return view(leader()).pending(type, after, limit);
    }

    /**
     * What the follower refuses, behind a key. What has been replicated or was written anew meanwhile is left out.
     *
     * @param limit how many at most, 1 at least
     */
    public DeadLetterPage deadLetters(EntityType<?> type, Which which, Optional<RecordKey> after, int limit) {
        LeaderView view = view(leader());
        List<RejectedImage> found = view.letters().list(type.name(), which, after, limit);
        return new DeadLetterPage(
                found.stream().filter(it -> view.isStillPending(type, it)).toList(),
                found.size() < limit
                        ? Optional.empty()
                        : Optional.of(found.get(found.size() - 1).key()));
    }

    /** What the follower refuses of one key; empty if nothing. */
    public Optional<RejectedImage> deadLetter(EntityType<?> type, RecordKey key) {
        LeaderView view = view(leader());
        return Optional.ofNullable(
                        view.letters().find(type.name(), List.of(key)).get(key))
                .filter(it -> view.isStillPending(type, it));
    }

    /**
     * What was kept of stale-epoch writes, in the order of key and version.
     *
     * @param after the last entry that was seen
     * @param limit how many at most, 1 at least
     */
    public List<StaleWrite> staleWrites(EntityType<?> type, Optional<StaleWrite> after, int limit) {
        return target.store(type).staleWrites(after.map(StaleWrite::image), limit);
    }

    /** The confirmed divergences that processes have kept, the latest first; those of the retention that the processes have. */
    public List<DivergenceRow> divergences(int limit) {
        return target.shadowRecords().latest(limit);
    }

    /** The last backfill of an entity type, of whatever process; empty if there was none. */
    public Optional<BackfillRun> backfill(EntityType<?> type) {
        return Backfill.lastRun(target.checkpoints(), type.name());
    }

    /** The plans of repairs that are kept, the last first: how many repairs of each are in which state. */
    public List<RepairRecords.StateCount> repairPlans(int limit) {
        return target.repairs().plans(limit);
    }

    /** A plan of repairs as it stands, without contents; without repairs if there is none of this id. */
    public RepairPlan repairs(String plan) {
        return Repairs.find(target.repairs(), plan);
    }

    /** Which legacy documents of an entity type that cannot be read are left behind, as was decided. */
    public List<LeftBehind> leftBehind(EntityType<?> type) {
        return legacy.leftBehind().list(type.name());
    }

    /** Which kinds of reads the module makes, and how many of each were compared, over all processes that have saved it since. */
    public CoverageReport coverage(Instant since) {
        return CoverageReport.of(target.shadowRecords().coverage(since));
    }

    /**
     * The indexes of an entity type's tables, compared with those that it declares, those of its collection, and the queries that
     * services have made of it.
     */
    public IndexReport indexes(EntityType<?> type) {
        List<StoredIndex> ofLegacy = legacy.indexes(type);
        List<StoredIndex> ofTarget = target.indexes(type);
        IndexReport report =
                new IndexComparison(type, ofLegacy, ofTarget, it -> target.indexStatement(type, it)).report();
        SeenQueries queries = new SeenQueries(type, List.of(legacy.entries(), target.entries()));
        return report.with(queries.unserved(Side.LEGACY, ofLegacy, it -> legacy.indexStatement(type, it)))
                .with(queries.unserved(Side.TARGET, ofTarget, it -> target.indexStatement(type, it)));
    }

    /** Legacy documents of an entity type that cannot be read, and what was decided of them; decides nothing. */
    public UnreadableDocuments unreadable(EntityType<?> type) {
        return new UnreadableDocuments(legacy.store(type), legacy.leftBehind(), InstantSource.system());
    }

    /**
     * A preflight of one entity type: run it to learn what of the legacy collection the target could not hold. Its outcome is not
     * kept; see {@link PersistenceModule#preflight}.
     *
     * @param progress is told now and then, in the thread that runs it
     */
    public Preflight preflight(EntityType<?> type, PreflightSettings settings, Consumer<PreflightProgress> progress) {
        return new Preflight(type, descriptor.entityTypes(), legacy, target, settings, progress);
    }

    /**
     * Compares the records of one entity type; the listener is notified of the progress.
     *
     * @throws IllegalStateException if another store leads than the configured stage says
     */
    public VerificationReport verify(EntityType<?> type, VerificationSettings settings, DualWriteListener listener) {
        requireConfiguredLeader();
        EntityPair pair = new EntityPair(type, legacy.store(type), target.store(type));
        DivergenceLog divergences = new DivergenceLog(OPEN_DIVERGENCES, InstantSource.system());
        return new Verification(pair, settings, listener, divergences, Pause.real()).run(configured);
    }

    /**
     * What a readmission would do and lose; see {@link PersistenceBuilder#readmission}, which carries it out.
     *
     * @param leader which store shall lead; if it is not given, the one that could prove that it leads
     * @return empty if both stores are what they were introduced as, and no leader is given
     * @throws org.stellaops.persistence.dualwrite.admission.StoreNotAdmittedException if nothing tells which store is right
     */
    public Optional<ReadmissionPlan> readmissionPlan(Optional<Side> leader) {
        Readmission readmission = DualWriteModule.builder(name())
                .legacy(legacy)
                .target(target)
                .types(descriptor.entityTypes())
                .readmission();
        return leader.map(readmission::plan).or(readmission::plan);
    }

    private void requireConfiguredLeader() {
        Side leader = leader();
        if (leader != configured.leader()) {
            throw new IllegalStateException("module " + name() + " is configured as " + configured.configName()
                    + ", but the other store leads; configure the stage in which the service is");
        }
    }

    /** Which store leads. */
    private Side leader() {
        SideStatus ofLegacy = sideStatus(legacy.control());
        SideStatus ofTarget = sideStatus(target.control());
        return leader(ofLegacy, ofTarget)
                .orElseThrow(() -> new IllegalStateException("which store leads module " + name() + " is not known: "
                        + describe("legacy", ofLegacy) + ", " + describe("target", ofTarget)
                        + "; try again when both can be asked and no change of leader is under way"));
    }

    private Optional<Side> leader(SideStatus ofLegacy, SideStatus ofTarget) {
        boolean legacyLeads = ofLegacy.control().filter(ControlRecord::leads).isPresent();
        boolean targetLeads = ofTarget.control().filter(ControlRecord::leads).isPresent();
        if (legacyLeads || targetLeads) {
            return Optional.of(legacyLeads ? Side.LEGACY : Side.TARGET);
        }
        boolean isNew = ofLegacy.control().isEmpty() && ofTarget.control().isEmpty();
        boolean bothAnswer = ofLegacy.problem().isEmpty() && ofTarget.problem().isEmpty();
        return isNew && bothAnswer ? Optional.of(configured.leader()) : Optional.empty();
    }

    private LeaderView view(Side leader) {
        return leader == Side.LEGACY ? new LeaderView.Legacy(legacy) : new LeaderView.Target(target);
    }

    /** The control record of a store; empty if it has none, or the module has no such store. */
    Optional<ControlRecord> record(Side side) {
        if (side == Side.TARGET) {
            return target.control().find();
        }
        return legacy.exists() ? legacy.control().find() : Optional.empty();
    }

    private static SideStatus sideStatus(ControlStore control) {
        try {
            return new SideStatus(control.find(), Optional.empty());
        } catch (StoreException e) {
            return new SideStatus(Optional.empty(), Optional.of(String.valueOf(e.getMessage())));
        }
    }

    private static String describe(String side, SideStatus status) {
        return side + " "
                + status.problem()
                        .orElseGet(() -> status.control()
                                .map(it -> it.phase() + " at epoch " + it.epoch())
                                .orElse("has no control record"));
    }

    void close() {
        try (legacy;
                target) {
            // Closing is all there is to do.
        }
    }
}
