// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.route;

import org.stellaops.persistence.TransactionNotJoinedException;
import org.stellaops.persistence.cutover.Reach;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.internal.replicate.Sender;
import org.stellaops.persistence.dualwrite.internal.write.LeaderStore;
import org.stellaops.persistence.dualwrite.settings.TransactionJoin;

/**
 * The routes of calls in a transaction of the caller: to the target, in the stages in which that is allowed.
 *
 * @param what the entity type, for messages
 * @param joins the stages
 * @param target the target as leader of a follower
 * @param targetAlone the target as leader without a follower
 * @param reverse from target to legacy
 */
public record JoinedRoutes(
        String what, TransactionJoin joins, LeaderStore target, LeaderStore targetAlone, Sender reverse)
        implements Routing {

    /** Throws if calls may not be part of a transaction in this stage. */
    public static void require(String what, TransactionJoin joins, Stage stage) {
        if (!joins.allows(stage)) {
            throw new TransactionNotJoinedException(
                    "a call on " + what + " was to be part of a JDBC transaction, and nothing was done: " + why(stage));
        }
    }

    @Override
    public LeaderStore leader(Stage stage) {
        require(what, joins, stage);
        return stage.writes() == Reach.BOTH ? target : targetAlone;
    }

    private static String why(Stage stage) {
        if (stage.leader() == Side.LEGACY) {
            return "the module is in " + stage.configName()
                    + ", where MongoDB leads and cannot take part in it; use the"
                    + " store outside the transaction until PostgreSQL leads";
        }
        return "the module is in " + stage.configName() + ", and joins transactions in target-only; where MongoDB may"
                + " get what was committed a little later, set join-transactions: target-leads for the module";
    }

    @Override
    public Sender sender(Stage stage) {
        return reverse;
    }
}
