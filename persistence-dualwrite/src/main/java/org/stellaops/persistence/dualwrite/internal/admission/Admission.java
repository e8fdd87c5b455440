// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.admission;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.admission.StoreNotAdmittedException;
import org.stellaops.persistence.dualwrite.admission.StoreProblem;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.dualwrite.internal.identity.Introduction;
import org.stellaops.persistence.dualwrite.internal.identity.StoreView;
import org.stellaops.persistence.dualwrite.internal.identity.StoreViews;
import org.stellaops.persistence.dualwrite.settings.Tokens;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;

/**
 * Whether a module may start, and where it stands. No start makes a leader of a store that could not prove that it leads; the
 * follower may be down.
 */
public final class Admission {

    private static final Logger LOG = LoggerFactory.getLogger("org.stellaops.persistence.dualwrite");
    private static final long FIRST_EPOCH = 1;
    private static final int TRIES = 3;

    private final ModuleStores stores;
    private final Runnable assumeLeadership;
    private final Introduction introduction;

    public Admission(ModuleStores stores, Runnable assumeLeadership, Tokens ids) {
        this.stores = stores;
        this.assumeLeadership = assumeLeadership;
        this.introduction = new Introduction(stores, ids);
    }

    /**
     * Where a module stands when a process begins to serve it.
     *
     * @param barred why the store that does not lead is neither sent to nor moved to
     */
    public record Start(Stage stage, long epoch, Optional<StoreProblem> barred) {}

    /**
     * Decides by both stores; a new module gets its control records and begins in the stage that is configured.
     *
     * @throws StoreNotAdmittedException if no store could prove that it leads
     * @throws StoreException if a store that is needed cannot be asked
     */
    public Start require(Stage wish) {
        StoreViews.Pair both = StoreViews.both(stores);
        AdmissionDecision decision = AdmissionRules.decide(both.legacy(), both.target(), wish);
        // Other processes may move the lead while both stores are read.
        for (int tries = 1; tries < TRIES && decision instanceof AdmissionDecision.Refuse; tries++) {
            both = StoreViews.both(stores);
            decision = AdmissionRules.decide(both.legacy(), both.target(), wish);
        }
        StoreView legacy = both.legacy();
        StoreView target = both.target();
        if (decision instanceof AdmissionDecision.Refuse it) {
            throw new StoreNotAdmittedException(
                    "module " + stores.module() + " does not start: " + it.why(), it.problems());
        } else if (decision instanceof AdmissionDecision.AssumeLeadership it) {
            assumeLeadership.run();
            return serve(it.to(), Optional.empty(), legacy, target, wish);
        } else if (decision instanceof AdmissionDecision.Serve it) {
            return serve(it.leader(), it.barred(), legacy, target, wish);
        } else if (decision instanceof AdmissionDecision.IntroduceTarget) {
            ControlRecord unused =
                    stores.control(Side.TARGET).initialise(new ControlRecord(Phase.STEADY, FIRST_EPOCH, wish));
            return serve(Side.TARGET, Optional.empty(), legacy, target, wish);
        }
        ControlRecord unused = stores.legacyControl().initialise(new ControlRecord(Phase.STEADY, FIRST_EPOCH, wish));
        return serve(Side.LEGACY, Optional.empty(), legacy, target, wish);
    }

    /** Whether a store can prove, at this moment, that it is the one that leads. */
    public boolean proves(Side leader) {
        StoreViews.Pair both = StoreViews.both(stores, stores.together());
        Stage asItSays = leader == Side.LEGACY ? Stage.SHADOW_READ : Stage.TARGET_LED;
        return AdmissionRules.decide(both.legacy(), both.target(), asItSays) instanceof AdmissionDecision.Serve it
                && it.leader() == leader;
    }

    /** The record is read and not written here: the store may have been emptied since it was looked at. */
    private Start serve(Side leader, Optional<StoreProblem> barred, StoreView legacy, StoreView target, Stage wish) {
        ControlRecord record = stores.control(leader).read();
        if (!record.leads()) {
            throw new StoreNotAdmittedException(
                    "module " + stores.module() + " does not start: the lead moves at this moment; start again",
                    java.util.List.of());
        }
        if (barred.isEmpty() && needsFollower(leader.other(), record)) {
            introduceFollower(leader.other(), legacy, target);
        }
        record = withStage(leader, record, wish);
        return new Start(record.stage().orElse(wish), record.epoch(), barred);
    }

    /** The last stage has none: it need not be there any more. */
    private boolean needsFollower(Side follower, ControlRecord record) {
        return stores.control(follower).exists() && !record.stage().equals(Optional.of(Stage.TARGET_ONLY));
    }

    /** The leader needs nothing of the other store in order to serve. */
    private void introduceFollower(Side follower, StoreView legacy, StoreView target) {
        StoreView view = follower == Side.LEGACY ? legacy : target;
        try {
            if (view.isReachable()) {
                stores.control(follower).initialise(new ControlRecord(Phase.AWAY, FIRST_EPOCH));
            } else {
                LOG.warn(
                        "module {} starts without its follower, the {} store, which cannot be reached: {}",
                        stores.module(),
                        view.name(),
                        view.failure().map(Throwable::getMessage).orElse(""));
            }
            introduction.complete(legacy, target);
        } catch (StoreException e) {
            LOG.warn(
                    "module {} starts, but its stores could not be introduced to each other; it is tried again: {}",
                    stores.module(),
                    e.getMessage());
        }
    }

    /** A record of a library that kept no stage: the configuration said it then, if it fits. */
    private ControlRecord withStage(Side leader, ControlRecord found, Stage wish) {
        ControlRecord now = found;
        while (now.stage().isEmpty() && now.leads()) {
            Stage stage = wish.leader() == leader ? wish : leader == Side.LEGACY ? Stage.SHADOW_READ : Stage.TARGET_LED;
            if (stores.control(leader).compareAndSet(now, now.in(stage))) {
                return now.in(stage);
            }
            now = stores.control(leader).read();
        }
        return now;
    }
}
