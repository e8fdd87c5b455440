// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.backfill;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.member.WorkLeases;
import org.stellaops.persistence.dualwrite.internal.scan.Boundaries;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.settings.Pause;
import org.stellaops.persistence.dualwrite.settings.Tokens;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.Checkpoints;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.spi.KeyRange;

/**
 * Copies every record of an entity type from the leading legacy store to the target, in batches, through the same
 * fenced apply as live writes; so it may run concurrently with them, in any number of processes, any number of times
 * (section 3.6
 * of {@code docs/spec/protocol.md}).
 *
 * <p>A run may be divided into parts, ranges of keys, which threads and processes share: each part has a lease in the target while
 * somebody copies it. After each batch a checkpoint is stored in the target; a new process resumes there. No record is dropped
 * silently: whatever is not on the target afterwards is counted as stale, left or rejected, the last with its id and
 * reason.
 *
 * <p><b>Threads.</b> One run at a time for each object; {@link #cancel} from any. <b>Blocking.</b> Waits on I/O for
 * the whole run. <b>Failure.</b> {@link org.stellaops.persistence.StoreException} if a store does not answer or the
 * legacy store does not lead; starting again resumes after the last batch. An interrupt stops the run like {@link
 * #cancel}; the interrupt status is kept.
 */
public final class Backfill {

    private static final Duration LOOK = Duration.ofMillis(200);

    private final EntityPair pair;
    private final EpochView epochs;
    private final Checkpoints checkpoints;
    private final BackfillSettings settings;
    private final DualWriteListener listener;
    private final Tokens tokens;
    private final InstantSource clock;
    private final LongSupplier ticker;
    private final Pause pause;
    private Supplier<Optional<String>> source = Optional::empty;
    private ControlEntries entries = ControlEntries.none();
    private volatile boolean cancelled;

    /**
     * A backfill of one entity type in real time.
     *
     * @param epochs the control record of the legacy store
     * @param checkpoints of the target
     */
    public Backfill(
            EntityPair pair,
            EpochView epochs,
            Checkpoints checkpoints,
            BackfillSettings settings,
            DualWriteListener listener,
            Tokens tokens) {
        this(
                pair,
                epochs,
                checkpoints,
                settings,
                listener,
                tokens,
                InstantSource.system(),
                System::nanoTime,
                Pause.real());
    }

    /**
     * A backfill of one entity type.
     *
     * @param clock for when it began and finished
     * @param ticker nanoseconds for its rate
     * @param pause how it waits
     */
    public Backfill(
            EntityPair pair,
            EpochView epochs,
            Checkpoints checkpoints,
            BackfillSettings settings,
            DualWriteListener listener,
            Tokens tokens,
            InstantSource clock,
            LongSupplier ticker,
            Pause pause) {
        this.pair = pair;
        this.epochs = epochs;
        this.checkpoints = checkpoints;
        this.settings = settings;
        this.listener = listener.contained();
        this.tokens = tokens;
        this.clock = clock;
        this.ticker = ticker;
        this.pause = pause;
    }

    /**
     * Says which legacy store is read, so that an unfinished run of another one, as before a restore from a backup, is not gone on with.
     *
     * @param store its identity, asked for when the run starts; empty if it is not known
     */
    @CanIgnoreReturnValue
    public Backfill from(Supplier<Optional<String>> store) {
        source = store;
        return this;
    }

    /**
     * Says where processes find out which parts of a run the others work on; without it, each works on every part.
     *
     * @param target entries of the target
     */
    @CanIgnoreReturnValue
    public Backfill sharedBy(ControlEntries target) {
        entries = target;
        return this;
    }

    /** The checkpoint of the last run, finished or not; for gates and status. */
    public static Optional<BackfillRun> lastRun(Checkpoints checkpoints, EntityType<?> type) {
        return lastRun(checkpoints, type.name());
    }

    /** What the last run left of the entity type of this name. */
    public static Optional<BackfillRun> lastRun(Checkpoints checkpoints, String type) {
        return RunCheckpoint.of(checkpoints, type).loadWithParts();
    }

    /**
     * Resumes an unfinished run of this store where each of its parts was left, or begins a new one. Other processes that do the same
     * meanwhile share a run that is divided into parts.
     */
    public BackfillRun run() {
        WorkLeases leases = leases();
        BackfillRun start = begin(leases);
        RunReport report = report();
        return start.isDivided() ? inParts(start, leases, report) : inOnePiece(start, report, this::stopped);
    }

    /** The same backfill part by part, for whoever hands out the parts to many processes himself. */
    public BackfillParts parts() {
        return new BackfillParts(this);
    }

    WorkLeases leases() {
        return new WorkLeases(entries, "backfill/" + pair.type().name() + "/", settings.lease(), ticker);
    }

    RunReport report() {
        return new RunReport(pair, settings, listener, ticker, pause);
    }

    int mostRejections() {
        return settings.rejections();
    }

    /** Where its progress is kept. */
    RunCheckpoint checkpoint() {
        return RunCheckpoint.of(checkpoints, pair.type().name());
    }

    PartCopy partCopy(BackfillRun run, WorkLeases leases, RunReport report) {
        return new PartCopy(run, checkpoint(), leases, settings, report, this::copy, clock);
    }

    /** The unfinished run, or a new one; an order to stop, which was meant for those that ran before, is withdrawn. */
    BackfillRun begin(WorkLeases leases) {
        BackfillRun run = begin(checkpoint(), leases);
        BackfillOrder.begin(checkpoints, pair.type().name());
        return run;
    }

    /** Of several processes that want to divide a run, one does. */
    @SuppressWarnings("try") // The lease is only to be closed.
    private BackfillRun begin(RunCheckpoint checkpoint, WorkLeases leases) {
        Optional<String> store = source.get();
        if (settings.partsOfARun() == 1) {
            return goneOnWith(checkpoint, store, () -> BackfillRun.beginning(store, clock.instant()));
        }
        while (true) {
            Optional<BackfillRun> unfinished = checkpoint.load().filter(it -> it.goesOnWith(store));
            Optional<WorkLeases.Lease> lease = unfinished.isPresent() ? Optional.empty() : leases.take("begin");
            if (lease.isPresent()) {
                try (WorkLeases.Lease held = lease.get()) {
                    return goneOnWith(checkpoint, store, () -> divided(store));
                }
            } else if (unfinished.isPresent()) {
                return unfinished.get();
            } else if (!pause.tryPause(LOOK)) {
                throw new StoreException(
                        Fault.Kind.OUT_OF_DATE,
                        "a backfill was interrupted while another process began the run; start it again",
                        null);
            }
        }
    }

    private static BackfillRun goneOnWith(
            RunCheckpoint checkpoint, Optional<String> store, Supplier<BackfillRun> beginning) {
        Optional<BackfillRun> last = checkpoint.load();
        return last.filter(it -> it.goesOnWith(store)).orElseGet(() -> {
            last.ifPresent(checkpoint::clearParts);
            BackfillRun run = beginning.get();
            checkpoint.save(run);
            return run;
        });
    }

    private BackfillRun divided(Optional<String> store) {
        return BackfillRun.beginning(store, clock.instant())
                .divided(Boundaries.of(pair.legacy(), settings.partsOfARun(), settings.retry(), pause));
    }

    BackfillRun inOnePiece(BackfillRun start, RunReport report, BooleanSupplier over) {
        Progress progress = new Progress(report, 0, settings, start);
        report.note(0, start.counts());
        if (copy(KeyRange.ALL, checkpoint(), progress, over)) {
            progress.finish(clock.instant());
            finish(progress.run(), report);
        }
        return progress.run();
    }

    private BackfillRun inParts(BackfillRun start, WorkLeases leases, RunReport report) {
        DividedRun divided = new DividedRun(partCopy(start, leases, report), settings.workers(), pause, this::stopped);
        BackfillRun worked = divided.work(
                "backfill-" + pair.type().module() + "-" + pair.type().name());
        if (divided.isGone() || !divided.isFinished()) {
            return lastRun(checkpoints, pair.type()).orElse(worked);
        }
        return finishParts(worked, report);
    }

    /** Every part is at its end, and is counted in this run. */
    BackfillRun finishParts(BackfillRun worked, RunReport report) {
        BackfillRun finished = worked.finishedAt(clock.instant());
        finish(finished, report);
        checkpoint().clearParts(finished);
        return finished;
    }

    private boolean copy(KeyRange range, RunCheckpoint checkpoint, Progress progress, BooleanSupplier over) {
        Orders orders = new Orders(checkpoints, pair.type().name(), ticker, pause);
        BatchCopy copy = new BatchCopy(pair, tokens);
        BackfillPass pass = new BackfillPass(pair, range, epochs, settings, copy, progress, checkpoint, pause);
        return pass.run(() -> over.getAsBoolean() || !orders.goOn(over));
    }

    private void finish(BackfillRun finished, RunReport report) {
        analyze(finished);
        report.tell(true);
        checkpoint().save(finished);
    }

    /** Statistics of tables that were filled only now would mislead the first queries; the copy is complete without them. */
    private void analyze(BackfillRun run) {
        if (run.counts().applied() == 0) {
            return;
        }
        EntityType<?> type = pair.type();
        try {
            List<String> left = pair.target().analyze();
            if (!left.isEmpty()) {
                listener.on(new DualWriteEvent.NotAnalyzed(
                        type.module(), type.name(), "no right to analyse " + String.join(", ", left)));
            }
        } catch (StoreException e) {
            listener.on(new DualWriteEvent.NotAnalyzed(
                    type.module(), type.name(), e.fault().message()));
        }
    }

    /** Discards an unfinished run with its parts, so that the next one begins at the first key. */
    public void forget() {
        checkpoint().clear();
    }

    /** Makes this run and every later one end after the current batch. */
    public void cancel() {
        cancelled = true;
    }

    boolean stopped() {
        return cancelled || Thread.currentThread().isInterrupted();
    }
}
