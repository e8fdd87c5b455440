// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.backfill;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.stellaops.persistence.dualwrite.internal.member.WorkLeases;

/**
 * A backfill part by part, for a scheduler that hands out the parts of a run to processes itself, such as that of a cluster. It has the
 * run, the checkpoints and the leases of {@link Backfill#run}, so each may begin what the other one finishes, and both may work at once.
 *
 * <p>One process begins the run and tells the others when it began; these copy parts, in any order and any number of times; when all are
 * finished, one finishes the run. A part that two processes copy is right as well: the lease only saves work.
 *
 * <p><b>Threads.</b> Safe for concurrent use. Keep one object for a process: it remembers since when it has seen the lease of a process
 * that died. <b>Blocking.</b> Waits on I/O, {@link #copy} for all of a part. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException} if a store does not answer or the legacy store does not lead; trying again goes on behind
 * the last batch.
 */
public final class BackfillParts {

    private final Backfill backfill;
    private final WorkLeases leases;
    private final Map<Instant, PartCopy> copies = new ConcurrentHashMap<>();

    BackfillParts(Backfill backfill) {
        this.backfill = backfill;
        this.leases = backfill.leases();
    }

    /**
     * The unfinished run of this store, or a new one, divided as the settings say. A run that was begun in one piece, or of a store with
     * few records, has one part.
     */
    public BackfillRun begin() {
        return backfill.begin(leases);
    }

    /**
     * Copies a part of a run from where it was left, unless somebody else does.
     *
     * @param began when the run began, by its {@link #begin}
     * @param part which one, from 0
     * @param stopped is asked between two batches whether to stop
     * @throws IllegalArgumentException if the run has no such part
     */
    public PartResult copy(Instant began, int part, BooleanSupplier stopped) {
        Optional<BackfillRun> run = backfill.checkpoint().load().filter(it -> it.isUnfinished(began));
        if (run.isEmpty()) {
            return PartResult.GONE;
        } else if (part < 0 || part >= run.get().parts()) {
            throw new IllegalArgumentException(
                    "part " + part + " of a run in " + run.get().parts() + " part(s)");
        }
        BooleanSupplier over = () -> stopped.getAsBoolean() || backfill.stopped();
        return run.get().isDivided() ? copyOf(run.get()).copy(part, over) : inOnePiece(run.get(), over);
    }

    private PartCopy copyOf(BackfillRun run) {
        return copies.computeIfAbsent(run.began(), it -> backfill.partCopy(run, leases, backfill.report()));
    }

    /** Processes that do not ask for parts copy such a run without a lease. */
    private PartResult inOnePiece(BackfillRun run, BooleanSupplier over) {
        Optional<WorkLeases.Lease> lease = leases.take(run.began() + "/0");
        if (lease.isEmpty()) {
            return PartResult.BUSY;
        }
        try (WorkLeases.Lease held = lease.get()) {
            // Whoever had the lease before may have gone on with it, or finished it.
            Optional<BackfillRun> start = backfill.checkpoint().load().filter(it -> it.isUnfinished(run.began()));
            return start.map(it -> inOnePiece(it, held, over)).orElse(PartResult.GONE);
        }
    }

    private PartResult inOnePiece(BackfillRun start, WorkLeases.Lease lease, BooleanSupplier over) {
        BackfillRun copied = backfill.inOnePiece(start, backfill.report(), () -> over.getAsBoolean() || !lease.hold());
        if (copied.isFinished()) {
            return PartResult.FINISHED;
        }
        return lease.isHeld() ? PartResult.STOPPED : PartResult.LOST;
    }

    /**
     * Finishes a run of which every part is finished: its tables are analysed, and it is kept as finished.
     *
     * @return the run that is kept, finished or not, with what its parts have counted; empty if somebody has removed it
     */
    public Optional<BackfillRun> finish(Instant began) {
        RunCheckpoint checkpoint = backfill.checkpoint();
        Optional<BackfillRun> run = checkpoint.load().filter(it -> it.isUnfinished(began) && it.isDivided());
        if (run.isPresent()) {
            List<BackfillRun> parts = checkpoint.partsOf(run.get());
            boolean isComplete =
                    parts.size() == run.get().parts() && parts.stream().allMatch(BackfillRun::isFinished);
            if (isComplete) {
                return Optional.of(finish(run.get(), parts));
            }
        }
        return checkpoint.loadWithParts();
    }

    private BackfillRun finish(BackfillRun run, List<BackfillRun> parts) {
        RunReport report = backfill.report();
        for (int part = 0; part < parts.size(); part++) {
            report.note(part, parts.get(part).counts());
        }
        return backfill.finishParts(run.withParts(parts, backfill.mostRejections()), report);
    }
}
