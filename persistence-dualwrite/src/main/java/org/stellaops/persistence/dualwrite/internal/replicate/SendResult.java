package org.stellaops.persistence.dualwrite.internal.replicate;

import java.util.function.Function;
import java.util.function.Supplier;
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

    /**
     * Answers each case, so that adding a case is a compile error wherever one is decided.
     *
     * @param retry for {@link OutOfDate} and {@link TryAgain}: a later pass sends it
     */
    default <R> R fold(
            Supplier<? extends R> replicated,
            Supplier<? extends R> bumped,
            Supplier<? extends R> movedOn,
            Supplier<? extends R> leftToIntent,
            Supplier<? extends R> retry,
            Function<? super Blocked, ? extends R> blocked) {
        if (this instanceof Replicated) {
            return replicated.get();
        } else if (this instanceof Bumped) {
            return bumped.get();
        } else if (this instanceof MovedOn) {
            return movedOn.get();
        } else if (this instanceof LeftToIntent) {
            return leftToIntent.get();
        } else if (this instanceof Blocked it) {
            return blocked.apply(it);
        }
        return retry.get();
    }
}
