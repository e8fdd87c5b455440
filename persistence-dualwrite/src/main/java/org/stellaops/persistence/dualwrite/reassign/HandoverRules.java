// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.reassign;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stellaops.persistence.cutover.Handover;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.cutover.StoredAssignment;
import org.stellaops.persistence.dualwrite.internal.stage.StageRecords.Leading;

/** What follows for a handover from the control records of all cohorts. Pure. */
final class HandoverRules {

    private HandoverRules() {}

    /** What is to be done for a handover of which the giver has let the tenants go. */
    enum Next {
        /** The receiver takes them, once the giver's fence stands. */
        TAKE,
        /** The receiver has taken them: the other cohorts follow. */
        FOLLOW,
        /** The receiver cannot take them: the giver is set back. */
        UNDO,
        /** It is over, ended or undone. */
        OVER
    }

    /**
     * What is to be done next. Read after the giver's record was: two handovers that begin at the same time then see each other, and at
     * most one is taken.
     *
     * @param leading the store that leads each cohort by its name; one that neither leads is missing
     */
    static Next next(StoredAssignment wanted, Map<String, Leading> leading) {
        StoredAssignment.Step step = wanted.step().orElseThrow();
        Optional<Leading> giver = find(leading, step.handover().giver());
        if (!isGiving(giver, wanted)) {
            return Next.OVER;
        }
        Optional<Leading> receiver = find(leading, step.handover().receiver());
        if (receiver.filter(it -> it.generation() == wanted.generation()).isPresent()) {
            return Next.FOLLOW;
        }
        return mayTake(receiver, giver.orElseThrow(), step).isPresent() && othersStay(leading, step)
                ? Next.TAKE
                : Next.UNDO;
    }

    /** The receiver, if it is as it was when the handover was found possible. */
    static Optional<Leading> mayTake(Optional<Leading> receiver, Leading giver, StoredAssignment.Step step) {
        return receiver.filter(it -> it.isSteadyAt(step.receiverEpoch(), step.base()))
                .filter(it -> objections(giver, it, step.handover()).isEmpty());
    }

    /** Whether the giver has let go what this generation takes from it, and keeps from moving for it. */
    static boolean isGiving(Optional<Leading> giver, StoredAssignment wanted) {
        return giver.filter(it -> it.generation() == wanted.generation()
                        && it.record().generation().giving())
                .isPresent();
    }

    private static boolean othersStay(Map<String, Leading> leading, StoredAssignment.Step step) {
        return leading.entrySet().stream()
                .filter(it -> !it.getKey().equals(step.handover().giver()))
                .allMatch(it -> it.getValue().generation() == step.base());
    }

    /** Why tenants cannot go from one cohort to another, as far as their records say. */
    static List<String> objections(Leading giver, Leading receiver, Handover handover) {
        List<String> objections = new ArrayList<>();
        if (giver.side() != receiver.side()) {
            // What is pending of the tenants would stay in the giver's store (F5).
            objections.add(
                    handover + ": the " + giver.side().configName() + " store leads " + handover.giver() + ", and the "
                            + receiver.side().configName() + " store " + handover.receiver()
                            + "; tenants go from one to the other only while the same store leads both: move one of them");
        } else if (isAlone(giver) != isAlone(receiver)) {
            // One writes the legacy store and the other one does not: it would be taken for equal.
            objections.add(handover
                    + ": one of them is in target-only and the other one is not; move the other one there first");
        }
        return objections;
    }

    /** Whether the other store does not get what is written. */
    private static boolean isAlone(Leading leading) {
        return leading.stage() == Stage.TARGET_ONLY;
    }

    /** Why nothing can be handed over now, as far as the records of all cohorts say. */
    static List<String> objections(List<String> cohorts, Map<String, Leading> leading) {
        List<String> objections = new ArrayList<>();
        for (String cohort : cohorts) {
            Optional<Leading> found = find(leading, cohort);
            if (found.isEmpty()) {
                objections.add(
                        "neither store leads cohort " + cohort
                                + ": it was never served, or its change of leader is not complete; start a service that completes it");
            } else if (!found.get().isSteady()) {
                objections.add("a change of leader of cohort " + cohort + " is under way; try again when it is over");
            }
        }
        if (leading.values().stream().map(Leading::generation).distinct().count() > 1) {
            objections.add("another reassignment is under way; try again when it is over");
        }
        return objections;
    }

    /** The store that leads a cohort, which was found to have one. */
    static Leading required(Map<String, Leading> leading, String cohort) {
        return find(leading, cohort)
                .orElseThrow(() -> new IllegalStateException("neither store leads cohort " + cohort));
    }

    private static Optional<Leading> find(Map<String, Leading> leading, String cohort) {
        return Optional.ofNullable(leading.get(cohort));
    }
}
