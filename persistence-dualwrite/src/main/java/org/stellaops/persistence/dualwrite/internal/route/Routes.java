// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.route;

import org.stellaops.persistence.cutover.Reach;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.internal.replicate.Sender;
import org.stellaops.persistence.dualwrite.internal.write.LeaderStore;

/**
 * The leader and the replication direction of each stage. The table in {@link Stage} decides; this class maps its
 * entries to objects.
 *
 * @param legacy the legacy store as leader
 * @param target the target as leader of a follower
 * @param targetAlone the target as leader without a follower, which sets no pending flags
 * @param forward from legacy to target
 * @param reverse from target to legacy
 */
public record Routes(LeaderStore legacy, LeaderStore target, LeaderStore targetAlone, Sender forward, Sender reverse)
        implements Routing {

    @Override
    public LeaderStore leader(Stage stage) {
        if (stage.leader() == Side.LEGACY) {
            return legacy;
        }
        return stage.writes() == Reach.BOTH ? target : targetAlone;
    }

    @Override
    public Sender sender(Stage stage) {
        return stage.leader() == Side.LEGACY ? forward : reverse;
    }
}
