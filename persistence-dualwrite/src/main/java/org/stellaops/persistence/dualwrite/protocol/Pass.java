package org.stellaops.persistence.dualwrite.protocol;

/**
 * What a reconciler did in one pass over the marks.
 *
 * @param settled marks cleared because the follower holds the state now
 * @param superseded marks of tombstones cleared because a later record carries its own
 * @param reminted states that got a higher version
 * @param skipped states that are left to somebody else for now
 * @param blocked states that the follower can never hold
 * @param failed states that could not be sent
 */
public record Pass(long settled, long superseded, long reminted, long skipped, long blocked, long failed) {

    /** Nothing was found. */
    public static final Pass EMPTY = new Pass(0, 0, 0, 0, 0, 0);

    static final Pass SUPERSEDED = new Pass(0, 1, 0, 0, 0, 0);
    static final Pass SKIPPED = new Pass(0, 0, 0, 1, 0, 0);
    static final Pass FAILED = new Pass(0, 0, 0, 0, 0, 1);

    static Pass of(SendResult result) {
        if (result instanceof SendResult.Settled) {
            return new Pass(1, 0, 0, 0, 0, 0);
        } else if (result instanceof SendResult.Reminted) {
            return new Pass(0, 0, 1, 0, 0, 0);
        } else if (result instanceof SendResult.Blocked) {
            return new Pass(0, 0, 0, 0, 1, 0);
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
                failed + other.failed);
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
