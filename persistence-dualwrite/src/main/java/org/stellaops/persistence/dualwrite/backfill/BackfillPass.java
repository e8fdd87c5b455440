// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.backfill;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.settings.Pause;
import org.stellaops.persistence.spi.CopyChunk;
import org.stellaops.persistence.spi.KeyRange;
import org.stellaops.persistence.spi.LegacyScanEntry;
import org.stellaops.persistence.spi.Scan;

/**
 * Reads the legacy store batch by batch. The epoch is read before a scan is opened, because a cursor may have fetched
 * any of
 * its records by the time they are sent; if the epoch has ended or a store does not answer, the scan is reopened after
 * the last batch.
 */
final class BackfillPass {

    private final EntityPair pair;
    private final KeyRange range;
    private final EpochView epochs;
    private final BackfillSettings settings;
    private final BatchCopy copy;
    private final Progress progress;
    private final RunCheckpoint checkpoint;
    private final BatchSize size;
    private final LatencyThrottle throttle;
    private final Pause pause;

    BackfillPass(
            EntityPair pair,
            KeyRange range,
            EpochView epochs,
            BackfillSettings settings,
            BatchCopy copy,
            Progress progress,
            RunCheckpoint checkpoint,
            Pause pause) {
        this.pair = pair;
        this.range = range;
        this.epochs = epochs;
        this.settings = settings;
        this.copy = copy;
        this.progress = progress;
        this.checkpoint = checkpoint;
        this.size = new BatchSize(settings.batch());
        this.throttle = new LatencyThrottle(settings.targetLatency());
        this.pause = pause;
    }

    /** Runs until every record was read; false if it was stopped before. */
    boolean run(BooleanSupplier stopped) {
        int failures = 0;
        while (!stopped.getAsBoolean()) {
            long before = progress.run().counts().read();
            try {
                if (scan(stopped)) {
                    return true;
                }
            } catch (BatchCopy.OutOfDateException e) {
                failures = failedAgain(failures, before, outOfDate(e));
            } catch (StoreException e) {
                failures = failedAgain(failures, before, e);
            }
        }
        return false;
    }

    /** Copies from one scan until its end; false if it was stopped. */
    private boolean scan(BooleanSupplier stopped) throws BatchCopy.OutOfDateException {
        long epoch = epochs.steadyEpoch().orElseThrow(BackfillPass::notLeading);
        requireSameTenants();
        String name = "backfill-" + pair.type().module() + "-" + pair.type().name();
        Scan<LegacyScanEntry> scan =
                pair.legacy().scanRecords(range.behind(progress.run().reached()));
        Supplier<Batch> next = () -> copy.prepare(Batch.of(scan, size.now(), settings, copy::examine));
        try (BatchSource source = BatchSource.of(scan, next, settings.readAhead(), name)) {
            while (!stopped.getAsBoolean()) {
                Optional<Batch> batch = source.next();
                if (batch.isEmpty()) {
                    return false;
                }
                copy(batch.get(), epoch);
                if (batch.get().isLast()) {
                    return true;
                }
                progress.holdRate();
            }
            return false;
        }
    }

    /** What was read before tenants were given to the cohort leaves theirs out, so that a pass does not go on with them. */
    private void requireSameTenants() {
        if (epochs.coveredSince() != checkpoint.checkpoints().coveredSince()) {
            throw new StoreException(
                    Fault.Kind.OUT_OF_DATE,
                    "a backfill of " + pair.type()
                            + " does not go on, because the cohort was given tenants since it began;"
                            + " start another one",
                    null);
        }
    }

    /** The last batch has no key behind which a later run could go on; the run is saved when it is finished. */
    private void copy(Batch batch, long epoch) {
        long begun = progress.now();
        BatchCopy.Copied copied = copy.copy(batch, epoch, outcomes -> within(batch, outcomes));
        progress.add(batch, copied.outcomes());
        long took = progress.now() - begun;
        size.took(batch.records().size(), took);
        if (!batch.isLast()) {
            progress.reached(batch.reached());
            if (!copied.progressSaved()) {
                checkpoint.save(progress.run());
            }
            makeWay(took);
        }
    }

    /** Waits while the target is slow for others. */
    private void makeWay(long batchTook) {
        if (!throttle.isLimited()) {
            return;
        }
        long begun = progress.now();
        checkpoint.touch();
        Duration rest = throttle.rest(progress.now() - begun, batchTook);
        if (!rest.isZero()) {
            pause.tryPause(rest);
        }
    }

    private Optional<CopyChunk.Progress> within(Batch batch, List<BatchCopy.Outcome> outcomes) {
        return batch.isLast()
                ? Optional.empty()
                : checkpoint.within(
                        pair.target(), progress.after(batch, outcomes).reached(batch.reached()));
    }

    /** Fails after as many consecutive failures as the settings allow; a successful batch resets the count. */
    private int failedAgain(int failures, long readBefore, StoreException failure) {
        epochs.forget();
        int inARow = progress.run().counts().read() > readBefore ? 1 : failures + 1;
        if (inARow >= settings.retry().attempts()
                || !pause.tryPause(settings.retry().pause())) {
            throw failure;
        }
        return inARow;
    }

    private static StoreException outOfDate(BatchCopy.OutOfDateException e) {
        return new StoreException(
                Fault.Kind.OUT_OF_DATE,
                "a backfill was refused by the target because its epoch is over; start it again while the legacy store leads",
                e);
    }

    private static StoreException notLeading() {
        return new StoreException(
                Fault.Kind.OUT_OF_DATE,
                "a backfill was not started because the legacy store does not lead, or its lead is about to move; start it"
                        + " while the legacy store leads",
                null);
    }
}
