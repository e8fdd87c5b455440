package org.stellaops.persistence.dualwrite.internal.write;

import java.util.function.Supplier;
import org.stellaops.persistence.WriteOutcome;

/** How often an operation begins again: a stated number of times, and more often where it got something done. */
public final class RetryLoop {

    private static final int FREE_FOR_EACH = 10;

    private RetryLoop() {}

    /** What one attempt came to. */
    public sealed interface Attempt {}

    /** The operation is over. */
    public record Answer(LeaderWriteResult written) implements Attempt {}

    /**
     * The state that was read is gone.
     *
     * @param cost whether this uses up an attempt
     * @param otherwise the answer if there are no more attempts
     */
    public record Again(Cost cost, WriteOutcome otherwise) implements Attempt {}

    /** Whether an attempt is used up. */
    public enum Cost {
        COUNTED,
        /**
         * It finished something for another, or its epoch was over and the next is read now, so that it cannot go on for
         * ever; bounded all the same.
         */
        FREE
    }

    public static LeaderWriteResult run(int limit, Supplier<Attempt> attempt) {
        int counted = 0;
        int free = 0;
        while (true) {
            Attempt now = attempt.get();
            if (now instanceof Answer it) {
                return it.written();
            }
            Again again = (Again) now;
            if (again.cost() == Cost.COUNTED) {
                counted++;
            } else {
                free++;
            }
            if (counted >= limit || free >= limit * FREE_FOR_EACH) {
                return LeaderWriteResult.withoutImage(again.otherwise());
            }
        }
    }
}
