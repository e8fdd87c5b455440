// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.backfill;

import java.util.Optional;
import org.stellaops.persistence.spi.Checkpoints;
import org.stellaops.persistence.spi.CopyChunk;
import org.stellaops.persistence.spi.TargetStore;

/** Where the progress of the runs of one entity type is kept. */
record RunCheckpoint(Checkpoints checkpoints, String name) {

    static RunCheckpoint of(Checkpoints checkpoints, String type) {
        return new RunCheckpoint(checkpoints, "backfill/" + type);
    }

    Optional<BackfillRun> load() {
        return checkpoints.load(name).map(RunText::read);
    }

    void save(BackfillRun run) {
        checkpoints.save(name, RunText.write(run));
    }

    /** One small read, as a caller of the store makes. */
    void touch() {
        Optional<String> unused = checkpoints.load(name);
    }

    void clear() {
        checkpoints.clear(name);
    }

    /** The progress to save in a transaction of this store; empty if it does not save it here. */
    Optional<CopyChunk.Progress> within(TargetStore store, BackfillRun run) {
        return checkpoints.isWrittenBy(store)
                ? Optional.of(new CopyChunk.Progress(name, RunText.write(run)))
                : Optional.empty();
    }
}
