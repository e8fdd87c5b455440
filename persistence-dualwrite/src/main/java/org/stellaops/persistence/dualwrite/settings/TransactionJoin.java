// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.settings;

import org.stellaops.persistence.cutover.Reach;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;

/** In which stages calls may be part of a JDBC transaction of the caller. MongoDB cannot take part in one. */
public enum TransactionJoin {
    /** Only when PostgreSQL alone is written. */
    TARGET_ONLY,
    /** Whenever PostgreSQL leads; what is committed is replicated to MongoDB by the reconciler. */
    TARGET_LEADS;

    /** Whether they may in this stage. */
    public boolean allows(Stage stage) {
        return stage.leader() == Side.TARGET && (this == TARGET_LEADS || stage.writes() != Reach.BOTH);
    }

    /** As in the configuration file. */
    public String configName() {
        return this == TARGET_ONLY ? "target-only" : "target-leads";
    }
}
