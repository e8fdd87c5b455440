package org.stellaops.persistence.dualwrite.repair;

import org.stellaops.persistence.dualwrite.divergence.Divergence;

/** What became of the repair of one key. */
public sealed interface RepairResult {

    /** The stores differed, and are equal now. */
    record Repaired() implements RepairResult {}

    /** The stores were equal, or had both lost the key, before anything was done. */
    record NothingToDo() implements RepairResult {}

    /** The leader has allocated the key anew, and the stores still differ; the pending flag may still be there. */
    record StillDifferent(Divergence divergence) implements RepairResult {}

    /** Writes were under way at every look; the pending flag takes care of the key. */
    record Unsettled() implements RepairResult {}

    /** The leader cannot be taken as right; a person has to decide. */
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
