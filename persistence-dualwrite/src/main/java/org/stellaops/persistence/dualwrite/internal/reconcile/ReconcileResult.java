// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.reconcile;

import java.util.List;
import java.util.stream.Stream;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.internal.replicate.SendResult;

/**
 * The result of one reconciler pass over the pending flags.
 *
 * @param replicated pending flags cleared because the follower holds the state now
 * @param superseded pending flags of tombstones cleared because a later record carries its own
 * @param bumped states that got a higher version
 * @param skipped states that are left to another process for now, or to a later try
 * @param blocked states that the follower can never store
 * @param failed states that could not be sent
 * @param refused the first few of the blocked states
 * @param isCutShort whether limits ended it while there was more to do
 */
public record ReconcileResult(
        long replicated,
        long superseded,
        long bumped,
        long skipped,
        long blocked,
        long failed,
        List<Refused> refused,
        boolean isCutShort) {

    private static final int NAMED = 5;

    /**
     * A state that the follower can never store.
     *
     * @param key its key
     * @param reason why, without values
     */
    public record Refused(RecordKey key, String reason) {}

    /** Takes an unmodifiable copy. */
    public ReconcileResult {
        refused = List.copyOf(refused);
    }

    /** A pass without limits and without listed rejections. */
    public ReconcileResult(long replicated, long superseded, long bumped, long skipped, long blocked, long failed) {
        this(replicated, superseded, bumped, skipped, blocked, failed, List.of(), false);
    }

    /** Nothing was found. */
    public static final ReconcileResult EMPTY = new ReconcileResult(0, 0, 0, 0, 0, 0);

    public static final ReconcileResult SUPERSEDED = new ReconcileResult(0, 1, 0, 0, 0, 0);
    public static final ReconcileResult SKIPPED = new ReconcileResult(0, 0, 0, 1, 0, 0);
    public static final ReconcileResult FAILED = new ReconcileResult(0, 0, 0, 0, 0, 1);

    public static ReconcileResult skipped(long states) {
        return new ReconcileResult(0, 0, 0, states, 0, 0);
    }

    public static ReconcileResult of(RecordKey key, SendResult result) {
        return result.fold(
                () -> new ReconcileResult(1, 0, 0, 0, 0, 0),
                () -> new ReconcileResult(0, 0, 1, 0, 0, 0),
                () -> SKIPPED,
                () -> SKIPPED,
                () -> FAILED,
                it -> new ReconcileResult(0, 0, 0, 0, 1, 0, List.of(new Refused(key, it.reason())), false));
    }

    /** The sum of both. */
    public ReconcileResult plus(ReconcileResult other) {
        return new ReconcileResult(
                replicated + other.replicated,
                superseded + other.superseded,
                bumped + other.bumped,
                skipped + other.skipped,
                blocked + other.blocked,
                failed + other.failed,
                Stream.concat(refused.stream(), other.refused.stream())
                        .limit(NAMED)
                        .toList(),
                isCutShort || other.isCutShort);
    }

    /** This pass, cut short by limits. */
    public ReconcileResult cutShort() {
        return new ReconcileResult(replicated, superseded, bumped, skipped, blocked, failed, refused, true);
    }

    /** How many pending flags were processed. */
    public long seen() {
        return replicated + superseded + bumped + skipped + blocked + failed;
    }

    /** Whether another pass may make progress. */
    public boolean progressed() {
        return replicated + superseded + bumped > 0;
    }
}
