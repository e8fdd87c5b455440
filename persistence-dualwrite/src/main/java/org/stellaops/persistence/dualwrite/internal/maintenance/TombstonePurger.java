// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.maintenance;

import java.util.Optional;
import java.util.random.RandomGenerator;
import org.stellaops.persistence.cutover.Reach;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.internal.control.StageView;
import org.stellaops.persistence.dualwrite.internal.tombstone.TombstoneRemoval;
import org.stellaops.persistence.dualwrite.supervision.SupervisedLoop;
import org.stellaops.persistence.dualwrite.supervision.Supervisor;
import org.stellaops.persistence.dualwrite.tombstone.TombstoneRemovalResult;
import org.stellaops.persistence.dualwrite.tombstone.TombstoneRetention;
import org.stellaops.persistence.dualwrite.tombstone.TombstoneSchedule;

/** Removes the tombstones of a module on request and, if configured, on a schedule. */
public final class TombstonePurger implements AutoCloseable {

    private final StageView stages;
    private final TombstoneRemoval removal;
    private final Runnable afterEpochAdvance;
    private final Optional<SupervisedLoop> loop;

    public TombstonePurger(
            StageView stages,
            TombstoneRemoval removal,
            Runnable afterEpochAdvance,
            Optional<TombstoneSchedule> schedule,
            Supervisor supervisor,
            String thread,
            RandomGenerator random) {
        this.stages = stages;
        this.removal = removal;
        this.afterEpochAdvance = afterEpochAdvance;
        this.loop = schedule.map(
                it -> supervisor.loop("tombstones", thread, it.every(), () -> removeSome(it.retention()), random));
    }

    public void start() {
        loop.ifPresent(SupervisedLoop::start);
    }

    public TombstoneRemovalResult remove(TombstoneRetention retention) {
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

    /** Returns whether there are more. */
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
        loop.ifPresent(SupervisedLoop::close);
    }
}
