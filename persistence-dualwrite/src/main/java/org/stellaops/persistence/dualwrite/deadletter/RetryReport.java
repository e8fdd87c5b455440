package org.stellaops.persistence.dualwrite.deadletter;

import java.util.ArrayList;
import java.util.List;
import org.stellaops.persistence.RecordKey;

/**
 * What became of retries that somebody asked for.
 *
 * @param delivered how many the follower took
 * @param refused how many it refused again; the reconciler goes on to try these
 * @param queued how many the reconciler will try, because this call could not
 * @param gone how many there was nothing left to try of: settled or written anew meanwhile
 * @param items each of them, the first thousand
 */
public record RetryReport(long delivered, long refused, long queued, long gone, List<Retried> items) {

    /** Nothing was asked for. */
    public static final RetryReport EMPTY = new RetryReport(0, 0, 0, 0, List.of());

    /** How many are told one by one: memory is bounded. */
    private static final int MOST_ITEMS = 1_000;

    /** Takes an unmodifiable copy. */
    public RetryReport {
        items = List.copyOf(items);
    }

    /** What became of one. */
    public enum Outcome {
        /** The follower holds it now. */
        DELIVERED,
        /** The follower refuses it still; it is tried again, as often as anything new. */
        REFUSED,
        /** It is due, and a reconciler will try it. */
        QUEUED,
        /** It had settled, or its key was written anew. */
        GONE
    }

    /**
     * One key.
     *
     * @param entity the name of its entity type
     * @param key the key
     * @param outcome what became of it
     * @param reason why the follower refuses it, or why it could not be tried at once; without values, empty if there is none
     */
    public record Retried(String entity, RecordKey key, Outcome outcome, String reason) {}

    /** How many there were. */
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
