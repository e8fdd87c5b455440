package org.stellaops.persistence.dualwrite.internal.replicate;

import org.stellaops.persistence.spi.VersionStamp;

/** What became of sending one state of one key to the follower. */
public sealed interface SendResult {

    /** The follower holds it, and its pending flag is cleared. */
    record Replicated() implements SendResult {}

    /** The leader gave it a higher version; it has to be sent again. */
    record Bumped(VersionStamp stamp) implements SendResult {}

    /** The leader holds another state by now, which carries its own pending flag. */
    record MovedOn() implements SendResult {}

    /** A live intent names this very record; the intent decides. */
    record LeftToIntent() implements SendResult {}

    /** The epoch of the sender is over. */
    record OutOfDate() implements SendResult {}

    /** Something came between; worth another try at once or later. */
    record TryAgain() implements SendResult {}

    /**
     * The follower can never hold this state; its pending flag stays.
     *
     * @param where the path, or the name of the unique constraint
     * @param reason the whole sentence, without values
     */
    record Blocked(String where, String reason) implements SendResult {}
}
