// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.util.SplittableRandom;
import org.stellaops.persistence.cutover.Side;

/**
 * The store that follows is emptied, or put back to an earlier state, while callers write, and is readmitted. That the store that
 * leads is lost cannot be survived without loss, and is for the tests of identity.
 */
record StoreLoss(boolean restored) implements FaultScript {

    @Override
    public String name() {
        return restored ? "follower-restored" : "follower-emptied";
    }

    @Override
    public String play(Scene scene, SplittableRandom random) throws InterruptedException {
        synchronized (scene.lead()) {
            Side leader = scene.lead().wanted().leader();
            lose(scene, leader.other(), random);
            FaultScript.hold(random, 0, 1500);
            scene.kinds().count(name());
            return FaultScript.lower(leader.other()) + "-" + StageFaults.readmit(scene, leader);
        }
    }

    private void lose(Scene scene, Side side, SplittableRandom random) throws InterruptedException {
        try (RawBackup backup = RawBackup.of(scene.databases(), side)) {
            if (restored) {
                backup.take();
                FaultScript.hold(random, 300, 1500);
            }
            backup.restore();
        }
    }
}
