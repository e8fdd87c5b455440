package org.stellaops.persistence.dualwrite.internal.failover;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;

/** Checks whether a module may start in a stage. Needs only the leading store; the follower may be down. */
public final class StartCheck {

    private static final Logger LOG = LoggerFactory.getLogger("org.stellaops.persistence.dualwrite");
    private static final long FIRST_EPOCH = 1;

    private final ModuleStores stores;
    private final LeaderChangeRecovery recovery;

    public StartCheck(ModuleStores stores, LeaderChangeRecovery recovery) {
        this.stores = stores;
        this.recovery = recovery;
    }

    /**
     * Writes the control records of a module that has none: the legacy store leads.
     *
     * @throws IllegalStateException if the stage needs a leader that does not lead
     */
    public void require(Stage stage) {
        ControlRecord leader = leaderOf(stage);
        if (!leader.leads()) {
            throw new IllegalStateException("module " + stores.module() + " is configured as " + stage.configName()
                    + ", in which the " + name(stage.leader()) + " store leads, but that store says it does not lead"
                    + " (epoch " + leader.epoch() + "): configure a stage in which the "
                    + name(stage.leader().other()) + " store leads, start, and move from there");
        }
        initialiseFollower(stage.leader().other());
    }

    /**
     * If every process died between the decision and the assumption of leadership, no store leads and no process is
     * left to complete the change.
     */
    private ControlRecord leaderOf(Stage stage) {
        ControlRecord leader = initialise(stage.leader());
        if (leader.leads()) {
            return leader;
        }
        recovery.assumeLeadership();
        return stores.control(stage.leader()).read();
    }

    /** The leader does not need the other store in order to serve. */
    private void initialiseFollower(Side follower) {
        try {
            ControlRecord ignored = initialise(follower);
        } catch (StoreException e) {
            LOG.warn(
                    "module {} starts without its follower, the {} store, which cannot be reached: {}",
                    stores.module(),
                    name(follower),
                    e.getMessage());
        }
    }

    private ControlRecord initialise(Side side) {
        Phase first = side == Side.LEGACY ? Phase.STEADY : Phase.AWAY;
        return stores.control(side).initialise(new ControlRecord(first, FIRST_EPOCH));
    }

    private static String name(Side side) {
        return side == Side.LEGACY ? "legacy" : "target";
    }
}
