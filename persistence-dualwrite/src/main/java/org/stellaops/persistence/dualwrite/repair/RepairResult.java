// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.repair;

import org.stellaops.persistence.dualwrite.divergence.Divergence;

/** The result of repairing one key. */
public sealed interface RepairResult {

    /** The stores differed, and are equal now. */
    record Repaired() implements RepairResult {}

    /** The stores were equal, or both lacked the key, before any repair. */
    record NothingToDo() implements RepairResult {}

    /** The leader bumped the version of the key, and the stores still differ; the pending flag may still be set. */
    record StillDifferent(Divergence divergence) implements RepairResult {}

    /** Writes were in flight at every comparison; the pending flag ensures replication of the key. */
    record Unsettled() implements RepairResult {}

    /** The leader's state cannot be trusted; an operator has to decide. */
    record NotRepairable(String reason) implements RepairResult {}

    /** The name for events. */
    default String name() {
        if (this instanceof Repaired) {
            return "REPAIRED";
        } else if (this instanceof NothingToDo) {
            return "NOTHING_TO_DO";
        } else if (this instanceof StillDifferent) {
            return "STILL_DIFFERENT";
        }
        return this instanceof Unsettled ? "UNSETTLED" : "NOT_REPAIRABLE";
    }
}
