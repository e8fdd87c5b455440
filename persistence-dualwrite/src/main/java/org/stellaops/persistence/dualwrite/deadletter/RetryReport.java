// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.deadletter;

import java.util.ArrayList;
import java.util.List;
import org.stellaops.persistence.RecordKey;

/**
 * The results of requested retries.
 *
 * @param delivered how many the follower accepted
 * @param refused how many it rejected again; the reconciler keeps retrying these
 * @param queued how many are left to the reconciler, because this call could not send them
 * @param gone how many needed no retry: replicated or overwritten meanwhile
 * @param items each of them, the first thousand
 */
public record RetryReport(long delivered, long refused, long queued, long gone, List<Retried> items) {

    /** An empty report. */
    public static final RetryReport EMPTY = new RetryReport(0, 0, 0, 0, List.of());

    /** The maximum number of listed items, which bounds memory. */
    private static final int MOST_ITEMS = 1_000;

    /** Takes an unmodifiable copy. */
    public RetryReport {
        items = List.copyOf(items);
    }

    /** The result of one retry. */
    public enum Outcome {
        /** The follower holds it now. */
        DELIVERED,
        /** The follower still rejects it; the reconciler retries it as often as a new rejection. */
        REFUSED,
        /** It is due, and a reconciler will retry it. */
        QUEUED,
        /** It was already replicated, or its key was overwritten. */
        GONE
    }

    /**
     * One key.
     *
     * @param entity the name of its entity type
     * @param key the key
     * @param outcome the result
     * @param reason why the follower rejects it, or why it could not be retried at once; without values, empty if
     *     there is none
     */
    public record Retried(String entity, RecordKey key, Outcome outcome, String reason) {}

    /** The total number of retries. */
    public long total() {
        return delivered + refused + queued + gone;
    }

    /** This report and one more. */
    RetryReport with(Retried item) {
        List<Retried> more = items;
        if (items.size() < MOST_ITEMS) {
            more = new ArrayList<>(items);
            more.add(item);
        }
        return new RetryReport(
                delivered + one(item, Outcome.DELIVERED),
                refused + one(item, Outcome.REFUSED),
                queued + one(item, Outcome.QUEUED),
                gone + one(item, Outcome.GONE),
                more);
    }

    private static long one(Retried item, Outcome outcome) {
        return item.outcome() == outcome ? 1 : 0;
    }
}
