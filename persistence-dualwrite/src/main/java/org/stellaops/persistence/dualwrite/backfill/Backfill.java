// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.backfill;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.settings.Pause;
import org.stellaops.persistence.dualwrite.settings.Tokens;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.Checkpoints;

/**
 * Copies every record of an entity type from the leading legacy store to the target, in batches, through the same
 * fenced apply as live writes; so it may run concurrently with them, in any number of processes, any number of times
 * (section 3.6
 * of {@code docs/spec/protocol.md}).
 *
 * <p>After each batch a checkpoint is stored in the target; a new process resumes there. No record is dropped
 * silently: whatever is not on the target afterwards is counted as stale, left or rejected, the last with its id and
 * reason.
 *
 * <p><b>Threads.</b> One run at a time for each object; {@link #cancel} from any. <b>Blocking.</b> Waits on I/O for
 * the whole run. <b>Failure.</b> {@link org.stellaops.persistence.StoreException} if a store does not answer or the
 * legacy store does not lead; starting again resumes after the last batch. An interrupt stops the run like {@link
 * #cancel}; the interrupt status is kept.
 */
public final class Backfill {

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

    /** The checkpoint of the last run, finished or not; for gates and status. */
    public static Optional<BackfillRun> lastRun(Checkpoints checkpoints, EntityType<?> type) {
        return lastRun(checkpoints, type.name());
    }

    /** What the last run left of the entity type of this name. */
    public static Optional<BackfillRun> lastRun(Checkpoints checkpoints, String type) {
        return RunCheckpoint.of(checkpoints, type).load();
    }

    /** Resumes an unfinished run of this store after its last batch, or begins a new one. */
    public BackfillRun run() {
        RunCheckpoint checkpoint = RunCheckpoint.of(checkpoints, pair.type().name());
        Optional<String> store = source.get();
        BackfillRun start = checkpoint
                .load()
                .filter(it -> it.goesOnWith(store))
                .orElseGet(() -> BackfillRun.beginning(store, clock.instant()));
        Progress progress = new Progress(pair, settings, listener, ticker, pause, start);
        checkpoint.save(progress.run());
        BackfillOrder.begin(checkpoints, pair.type().name());
        Orders orders = new Orders(checkpoints, pair.type().name(), ticker, pause);
        BatchCopy copy = new BatchCopy(pair, tokens);
        BackfillPass pass = new BackfillPass(pair, epochs, settings, copy, progress, checkpoint, pause);
        if (pass.run(() -> stopped() || !orders.goOn(this::stopped))) {
            analyze(progress.run());
            progress.finish(clock.instant());
            checkpoint.save(progress.run());
        }
        return progress.run();
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

    /** Discards an unfinished run, so that the next one begins at the first key. */
    public void forget() {
        RunCheckpoint.of(checkpoints, pair.type().name()).clear();
    }

    /** Makes this run and every later one end after the current batch. */
    public void cancel() {
        cancelled = true;
    }

    private boolean stopped() {
        return cancelled || Thread.currentThread().isInterrupted();
    }
}
