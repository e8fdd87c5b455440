package org.stellaops.persistence.testkit.sim;

/**
 * How many faults of each kind one run may have.
 *
 * @param crashes killed processes
 * @param failures steps that fail before they take effect
 * @param lostAnswers steps that take effect without an answer
 * @param delays steps that take effect later, without an answer
 */
public record Faults(int crashes, int failures, int lostAnswers, int delays) {

    /** No fault at all. */
    public static final Faults NONE = new Faults(0, 0, 0, 0);

    Faults less(Move.Fate fate) {
        return switch (fate) {
            case DONE -> this;
            case FAILED -> new Faults(crashes, failures - 1, lostAnswers, delays);
            case NO_ANSWER -> new Faults(crashes, failures, lostAnswers - 1, delays);
            case DELAYED -> new Faults(crashes, failures, lostAnswers, delays - 1);
            case KILLED_BEFORE, KILLED_AFTER -> new Faults(crashes - 1, failures, lostAnswers, delays);
        };
    }

    boolean allow(Move.Fate fate, boolean writes) {
        return switch (fate) {
            case DONE -> true;
            case FAILED -> failures > 0;
            // A read that is not answered is a read that failed.
            case NO_ANSWER -> writes && lostAnswers > 0;
            case DELAYED -> writes && delays > 0;
            case KILLED_BEFORE -> crashes > 0;
            case KILLED_AFTER -> writes && crashes > 0;
        };
    }
}
