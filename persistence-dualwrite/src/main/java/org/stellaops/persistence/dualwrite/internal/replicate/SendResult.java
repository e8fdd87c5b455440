// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.replicate;

import java.util.function.Function;
import java.util.function.Supplier;
import org.stellaops.persistence.spi.VersionStamp;

/** The result of sending one state of one key to the follower. */
public sealed interface SendResult {

    /** The follower holds it, and its pending flag is cleared. */
    record Replicated() implements SendResult {}

    /** The leader bumped its version; it must be sent again. */
    record Bumped(VersionStamp stamp) implements SendResult {}

    /** The leader now holds another state, which carries its own pending flag. */
    record MovedOn() implements SendResult {}

    /** A live intent names this record; the intent decides. */
    record LeftToIntent() implements SendResult {}

    /** The epoch of the sender has ended. */
    record OutOfDate() implements SendResult {}

    /** A concurrent change interfered; a retry, now or later, may succeed. */
    record TryAgain() implements SendResult {}

    /**
     * The follower can never store this state; its pending flag stays.
     *
     * @param where the path, or the name of the unique constraint
     * @param reason a full sentence, without values
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
