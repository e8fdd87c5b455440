// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator;

import java.util.Set;

/**
 * The maximum number of faults of each kind in one run.
 *
 * @param crashes killed processes
 * @param failures steps that fail before they take effect
 * @param lostAnswers steps that take effect without an answer
 * @param delays steps that take effect later, without an answer
 * @param duplicates statements of the replication that take effect twice; inserts and a leader's own writes do not,
 *     since retryable
 *     writes and transactions see to that
 */
public record Faults(int crashes, int failures, int lostAnswers, int delays, int duplicates) {

    /** No fault at all. */
    public static final Faults NONE = new Faults(0, 0, 0, 0);

    private static final Set<String> MAY_COME_TWICE = Set.of(
            "apply",
            "applyAll",
            "copy",
            "applyEvicting",
            "updateIfLower",
            "applyTombstone",
            "deleteLower",
            "confirm",
            "clearPending",
            "clearTombstonePending");

    /** Faults without duplicates. */
    public Faults(int crashes, int failures, int lostAnswers, int delays) {
        this(crashes, failures, lostAnswers, delays, 0);
    }

    Faults less(Move.Fate fate) {
        return switch (fate) {
            case DONE -> this;
            case FAILED -> new Faults(crashes, failures - 1, lostAnswers, delays, duplicates);
            case NO_ANSWER -> new Faults(crashes, failures, lostAnswers - 1, delays, duplicates);
            case DELAYED -> new Faults(crashes, failures, lostAnswers, delays - 1, duplicates);
            case DUPLICATED -> new Faults(crashes, failures, lostAnswers, delays, duplicates - 1);
            case KILLED_BEFORE, KILLED_AFTER -> new Faults(crashes - 1, failures, lostAnswers, delays, duplicates);
        };
    }

    boolean allow(Move.Fate fate, Step step) {
        return switch (fate) {
            case DONE -> true;
            case FAILED -> failures > 0;
            // An unanswered read is a failed read.
            case NO_ANSWER -> step.writes() && lostAnswers > 0;
            case DELAYED -> step.writes() && delays > 0;
            case DUPLICATED -> duplicates > 0 && MAY_COME_TWICE.contains(step.method());
            case KILLED_BEFORE -> crashes > 0;
            case KILLED_AFTER -> step.writes() && crashes > 0;
        };
    }
}
