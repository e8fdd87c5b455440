// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.backfill;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.stellaops.persistence.spi.Checkpoints;
import org.stellaops.persistence.spi.CopyChunk;
import org.stellaops.persistence.spi.TargetStore;

/** Where the progress of the runs of one entity type is kept. */
record RunCheckpoint(Checkpoints checkpoints, String name) {

    private static final int MOST_LISTED = 1_000;

    static RunCheckpoint of(Checkpoints checkpoints, String type) {
        return new RunCheckpoint(checkpoints, "backfill/" + type);
    }

    /** Of a part of this run, whose name no other run has. */
    RunCheckpoint ofPart(BackfillRun run, int part) {
        return new RunCheckpoint(checkpoints, name + '/' + run.began() + '/' + part);
    }

    Optional<BackfillRun> load() {
        return checkpoints.load(name).map(RunText::read);
    }

    /** With what the parts of a run that is divided have counted so far. */
    Optional<BackfillRun> loadWithParts() {
        return load().map(run -> run.isFinished() || !run.isDivided() ? run : run.withParts(partsOf(run), MOST_LISTED));
    }

    /** What is kept of the parts of a run that somebody has begun. */
    List<BackfillRun> partsOf(BackfillRun run) {
        return IntStream.range(0, run.parts())
                .mapToObj(part -> ofPart(run, part).load())
                .flatMap(Optional::stream)
                .toList();
    }

    void save(BackfillRun run) {
        checkpoints.save(name, RunText.write(run));
    }

    /** One small read, as a caller of the store makes. */
    void touch() {
        Optional<String> unused = checkpoints.load(name);
    }

    /** Forgets the run and its parts. */
    void clear() {
        load().ifPresent(this::clearParts);
        checkpoints.clear(name);
    }

    /** Removes what is kept of the parts of a run. */
    void clearParts(BackfillRun run) {
        if (run.isDivided()) {
            for (int part = 0; part < run.parts(); part++) {
                checkpoints.clear(ofPart(run, part).name());
            }
        }
    }

    /** The progress to save in a transaction of this store; empty if it does not save it here. */
    Optional<CopyChunk.Progress> within(TargetStore store, BackfillRun run) {
        return checkpoints.isWrittenBy(store)
                ? Optional.of(new CopyChunk.Progress(name, RunText.write(run)))
                : Optional.empty();
    }
}
