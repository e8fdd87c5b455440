package org.stellaops.persistence.runtime;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.DualWriteModule;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.backfill.BackfillSettings;
import org.stellaops.persistence.dualwrite.deadletter.DeadLetterPage;
import org.stellaops.persistence.dualwrite.deadletter.RetryReport;
import org.stellaops.persistence.dualwrite.divergence.DivergenceLog;
import org.stellaops.persistence.dualwrite.divergence.DivergenceSummary;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.dualwrite.repair.RepairResult;
import org.stellaops.persistence.dualwrite.settings.Pause;
import org.stellaops.persistence.dualwrite.settings.Recheck;
import org.stellaops.persistence.dualwrite.shadow.ShadowReads;
import org.stellaops.persistence.dualwrite.tombstone.TombstoneRemovalResult;
import org.stellaops.persistence.dualwrite.tombstone.TombstoneRetention;
import org.stellaops.persistence.dualwrite.unreadable.UnreadableDocuments;
import org.stellaops.persistence.dualwrite.verify.Verification;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;
import org.stellaops.persistence.dualwrite.verify.VerificationSettings;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.DeadLetters;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.TargetBackend;

/**
 * One open module: what an operator does with it, from backfill to the last stage.
 *
 * <p><b>Threads.</b> Safe for concurrent use. <b>Blocking.</b> Everything but {@link #name}, {@link #stage} and {@link
 * #divergences} waits on both databases, a backfill and a verification for as long as there are records. <b>Failure.</b>
 * {@link org.stellaops.persistence.StoreException} if a database stays silent; starting again is safe.
 */
public final class PersistenceModule {

    private final ModuleDescriptor descriptor;
    private final LegacyBackend legacy;
    private final TargetBackend target;
    private final DualWriteModule module;
    private final ShadowReads shadowReads;
    private final DivergenceLog divergences;
    private final DualWriteListener listener;

    PersistenceModule(
            ModuleDescriptor descriptor,
            LegacyBackend legacy,
            TargetBackend target,
            DualWriteModule module,
            ShadowReads shadowReads,
            DivergenceLog divergences,
            DualWriteListener listener) {
        this.descriptor = descriptor;
        this.legacy = legacy;
        this.target = target;
        this.module = module;
        this.shadowReads = shadowReads;
        this.divergences = divergences;
        this.listener = listener;
    }

    /** Its name. */
    public String name() {
        return descriptor.name();
    }

    /** Its name and entity types. */
    public ModuleDescriptor descriptor() {
        return descriptor;
    }

    /** The stage in which this process is. */
    public Stage stage() {
        return module.stage();
    }

    /** Moves one step forward or back. A later edit of the configuration file moves it again. */
    public MoveResult moveTo(Stage next) {
        return module.moveTo(next);
    }

    /** The dual-write module below: its raw stores, pending flags and drain. */
    public DualWriteModule dualWrite() {
        return module;
    }

    /** The legacy side below. */
    public LegacyBackend legacy() {
        return legacy;
    }

    /** The target side below. */
    public TargetBackend target() {
        return target;
    }

    /** Whether no comparison of a sampled read is under way. */
    public boolean shadowReadsAreIdle() {
        return shadowReads.isIdle();
    }

    /** Differences that shadow reads and verifications found, and that nothing has settled since. */
    public DivergenceSummary divergences() {
        return divergences.summary();
    }

    /** Copies what the legacy store holds to the target, all entity types in turn; goes on where an earlier run ended. */
    public List<BackfillRun> backfill() {
        List<BackfillRun> runs = new ArrayList<>();
        descriptor.entityTypes().forEach(type -> runs.add(backfill(type, BackfillSettings.defaults())));
        return runs;
    }

    /** Copies the records of one entity type. */
    public BackfillRun backfill(EntityType<?> type, BackfillSettings settings) {
        return module.backfill(type, target.checkpoints(), settings).run();
    }

    /** Compares all records of both stores, all entity types in turn. */
    public List<VerificationReport> verify() {
        List<VerificationReport> reports = new ArrayList<>();
        descriptor.entityTypes().forEach(type -> reports.add(verify(type, VerificationSettings.defaults())));
        return reports;
    }

    /** Compares the records of one entity type. */
    public VerificationReport verify(EntityType<?> type, VerificationSettings settings) {
        return new Verification(module.pair(type), settings, listener, divergences, Pause.real())
                .leavingBehind(legacy.leftBehind().list(type.name()))
                .run(stage());
    }

    /** Legacy documents of an entity type that cannot be read, and what was decided of them. */
    public UnreadableDocuments unreadable(EntityType<?> type) {
        return new UnreadableDocuments(module.pair(type).legacy(), legacy.leftBehind(), InstantSource.system());
    }

    /** Makes the follower equal to the leader for one key. */
    public RepairResult repair(EntityType<?> type, RecordKey key) {
        return module.repair(type, Recheck.patient()).repair(key);
    }

    /**
     * Dead letters of an entity type behind a key: what the follower refused as often as the configuration says, and why. What
     * is waiting for its next try is shown by {@link DualWriteModule#deadLetters}.
     *
     * @param limit how many at most, 1 at least
     */
    public DeadLetterPage deadLetters(EntityType<?> type, Optional<RecordKey> after, int limit) {
        return module.deadLetters().page(type, DeadLetters.Which.DEAD, after, limit);
    }

    /** Has all dead letters of the module tried again, and says what became of them. */
    public RetryReport retryDeadLetters() {
        return module.deadLetters().retry();
    }

    /** Has all dead letters of an entity type tried again. */
    public RetryReport retryDeadLetters(EntityType<?> type) {
        return module.deadLetters().retry(type);
    }

    /** Has a key tried again; an empty report if the follower does not refuse it. */
    public RetryReport retryDeadLetters(EntityType<?> type, RecordKey key) {
        return module.deadLetters().retry(type, key);
    }

    /**
     * Removes tombstones of deletes that both stores have and that are old enough. Callers neither wait nor fail, but the epoch
     * of the module is raised; what was not possible, and why, is in the result.
     */
    public TombstoneRemovalResult removeTombstones(TombstoneRetention retention) {
        return module.removeTombstones(retention);
    }

    /** Stops what the module runs by itself and closes its backends. */
    void close() {
        // Backends last: what is stopped first may still be using them.
        try (legacy;
                target;
                module;
                shadowReads) {
            // Closing is all there is to do.
        }
    }
}
