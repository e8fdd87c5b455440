// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.write;

import java.util.function.Supplier;
import org.stellaops.persistence.WriteOutcome;

/** Restarts an operation a fixed number of times, and more often if an attempt made progress. */
public final class RetryLoop {

    private static final int FREE_FOR_EACH = 10;

    private RetryLoop() {}

    /** The result of one attempt. */
    public sealed interface Attempt {}

    /** The operation is over. */
    public record Answer(LeaderWriteResult written) implements Attempt {}

    /**
     * The state that was read has changed.
     *
     * @param cost whether this counts as an attempt
     * @param otherwise the result if no attempts are left
     */
    public record Again(Cost cost, WriteOutcome otherwise) implements Attempt {}

    /** Whether an attempt is counted. */
    public enum Cost {
        COUNTED,
        /**
         * It completed another process's work, or its epoch had ended and the next one is read now, so that it makes
         * progress; bounded all the same.
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
