package org.stellaops.persistence.dualwrite.protocol;

import java.util.List;
import java.util.stream.Stream;
import org.stellaops.persistence.RecordKey;

/**
 * What a reconciler did in one pass over the marks.
 *
 * @param settled marks cleared because the follower holds the state now
 * @param superseded marks of tombstones cleared because a later record carries its own
 * @param reminted states that got a higher version
 * @param skipped states that are left to somebody else for now, or to a later try
 * @param blocked states that the follower can never hold
 * @param failed states that could not be sent
 * @param refused the first few of those that are blocked
 * @param isCutShort whether limits ended it while there was more to do
 */
public record Pass(
        long settled,
        long superseded,
        long reminted,
        long skipped,
        long blocked,
        long failed,
        List<Refused> refused,
        boolean isCutShort) {

    private static final int NAMED = 5;

    /**
     * A state that the follower can never hold.
     *
     * @param key its key
     * @param reason why, without values
     */
    public record Refused(RecordKey key, String reason) {}

    /** Takes an unmodifiable copy. */
    public Pass {
        refused = List.copyOf(refused);
    }

    /** A pass without limits that met no refusal, or does not name it. */
    public Pass(long settled, long superseded, long reminted, long skipped, long blocked, long failed) {
        this(settled, superseded, reminted, skipped, blocked, failed, List.of(), false);
    }

    /** Nothing was found. */
    public static final Pass EMPTY = new Pass(0, 0, 0, 0, 0, 0);

    static final Pass SUPERSEDED = new Pass(0, 1, 0, 0, 0, 0);
    static final Pass SKIPPED = new Pass(0, 0, 0, 1, 0, 0);
    static final Pass FAILED = new Pass(0, 0, 0, 0, 0, 1);

    static Pass skipped(long states) {
        return new Pass(0, 0, 0, states, 0, 0);
    }

    static Pass of(RecordKey key, SendResult result) {
        return result instanceof SendResult.Blocked it
                ? new Pass(0, 0, 0, 0, 1, 0, List.of(new Refused(key, it.reason())), false)
                : of(result);
    }

    private static Pass of(SendResult result) {
        if (result instanceof SendResult.Settled) {
            return new Pass(1, 0, 0, 0, 0, 0);
        } else if (result instanceof SendResult.Reminted) {
            return new Pass(0, 0, 1, 0, 0, 0);
        } else if (result instanceof SendResult.TryAgain || result instanceof SendResult.OutOfDate) {
            return FAILED;
        }
        return SKIPPED;
    }

    /** Both together. */
    public Pass plus(Pass other) {
        return new Pass(
                settled + other.settled,
                superseded + other.superseded,
                reminted + other.reminted,
                skipped + other.skipped,
                blocked + other.blocked,
                failed + other.failed,
                Stream.concat(refused.stream(), other.refused.stream())
                        .limit(NAMED)
                        .toList(),
                isCutShort || other.isCutShort);
    }

    /** This pass, ended by limits while there was more to do. */
    Pass cutShort() {
        return new Pass(settled, superseded, reminted, skipped, blocked, failed, refused, true);
    }

    /** How many marks were looked at. */
    public long seen() {
        return settled + superseded + reminted + skipped + blocked + failed;
    }

    /** Whether another pass may find less to do. */
    public boolean progressed() {
        return settled + superseded + reminted > 0;
    }
}
