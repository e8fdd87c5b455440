// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.backfill;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.settings.Pause;
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
    private final EpochView epochs;
    private final BackfillSettings settings;
    private final BatchCopy copy;
    private final Progress progress;
    private final Pause pause;

    BackfillPass(
            EntityPair pair,
            EpochView epochs,
            BackfillSettings settings,
            BatchCopy copy,
            Progress progress,
            Pause pause) {
        this.pair = pair;
        this.epochs = epochs;
        this.settings = settings;
        this.copy = copy;
        this.progress = progress;
        this.pause = pause;
    }

    /** Runs until every record was read; false if it was stopped before. */
    boolean run(BooleanSupplier stopped, Consumer<BackfillRun> checkpoint) {
        int failures = 0;
        while (!stopped.getAsBoolean()) {
            long before = progress.run().counts().read();
            try {
                if (scan(stopped, checkpoint)) {
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
    private boolean scan(BooleanSupplier stopped, Consumer<BackfillRun> checkpoint)
            throws BatchCopy.OutOfDateException {
        long epoch = epochs.steadyEpoch().orElseThrow(BackfillPass::notLeading);
        try (Scan<LegacyScanEntry> scan =
                pair.legacy().scanRecords(progress.run().reached())) {
            while (!stopped.getAsBoolean()) {
                Batch batch = next(scan);
                List<BatchCopy.Outcome> outcomes = copy.copy(batch.records(), epoch);
                progress.add(batch, outcomes);
                if (batch.records().size() < settings.batch()) {
                    return true;
                }
                progress.reached(batch.last());
                checkpoint.accept(progress.run());
                progress.holdRate();
            }
            return false;
        }
    }

    /** A full batch ends with a readable record, whose key is where the next batch begins. */
    private Batch next(Scan<LegacyScanEntry> scan) {
        Batch batch = new Batch(settings.rejections());
        while (batch.records().size() < settings.batch() && scan.hasNext()) {
            LegacyScanEntry entry = scan.next();
            entry.record()
                    .ifPresentOrElse(
                            batch::add,
                            () -> batch.add(new RejectedRecord(
                                    entry.id(), entry.problem().orElse("cannot be read"))));
        }
        return batch;
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
