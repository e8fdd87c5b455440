package org.stellaops.persistence.dualwrite;

import java.util.Optional;
import java.util.random.RandomGenerator;
import org.stellaops.persistence.cutover.Reach;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.protocol.ReconcilerLoop;
import org.stellaops.persistence.dualwrite.protocol.TombstoneRemoval;
import org.stellaops.persistence.dualwrite.protocol.TombstoneRemovalResult;
import org.stellaops.persistence.dualwrite.protocol.TombstoneRetention;

/** Removes the tombstones of a module when it is asked to and, if it is told how often, by itself. */
final class TombstonePurger implements AutoCloseable {

    private final StageView stages;
    private final TombstoneRemoval removal;
    private final Runnable afterEpochAdvance;
    private final Optional<ReconcilerLoop> loop;

    TombstonePurger(
            StageView stages,
            TombstoneRemoval removal,
            Runnable afterEpochAdvance,
            Optional<TombstoneSchedule> schedule,
            String thread,
            RandomGenerator random) {
        this.stages = stages;
        this.removal = removal;
        this.afterEpochAdvance = afterEpochAdvance;
        this.loop =
                schedule.map(it -> new ReconcilerLoop(thread, it.every(), () -> removeSome(it.retention()), random));
    }

    void start() {
        loop.ifPresent(ReconcilerLoop::start);
    }

    TombstoneRemovalResult remove(TombstoneRetention retention) {
        Stage stage = stages.current();
        if (stage.writes() != Reach.BOTH) {
            return new TombstoneRemovalResult.Refused(
                    "in " + stage.configName()
                            + " only one store is written; tombstones are removed from both together, in a stage that writes both");
        }
        TombstoneRemovalResult result = removal.remove(stage.leader(), retention);
        afterEpochAdvance.run();
        return result;
    }

    /** Whether there are more. */
    private boolean removeSome(TombstoneRetention retention) {
        return stages.current().writes() == Reach.BOTH
                && remove(retention) instanceof TombstoneRemovalResult.Removed it
                && removedSome(it)
                && it.more();
    }

    private static boolean removedSome(TombstoneRemovalResult.Removed result) {
        return result.fromLegacy() + result.fromTarget() > 0;
    }

    @Override
    public void close() {
        loop.ifPresent(ReconcilerLoop::close);
    }
}
