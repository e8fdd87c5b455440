// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.util.Optional;
import java.util.function.Function;
import org.stellaops.persistence.Limits;
import org.stellaops.persistence.RecordKey;

/** The answer of a follower to an image. */
public sealed interface ApplyAnswer {

    /** The follower holds the image now. */
    record Applied() implements ApplyAnswer {}

    /** The follower held exactly this state already. */
    record Same() implements ApplyAnswer {}

    /** The follower holds this version and token with other content: a writer bypassed the library. */
    record Differs(VersionStamp held) implements ApplyAnswer {}

    /** The follower holds another state that is not older. */
    record Stale(VersionStamp held) implements ApplyAnswer {}

    /** The sender's epoch has ended, or the follower leads; read the stage. */
    record OutOfDate() implements ApplyAnswer {}

    /**
     * A unique key rejected the image.
     *
     * @param constraint its name
     * @param holder the record that holds the value on the follower, with its stamp, if it was found
     */
    record Violates(String constraint, Optional<Holder> holder) implements ApplyAnswer {}

    /** The follower can never store this image; the reason names the place and no value. */
    record Refused(String reason) implements ApplyAnswer {

        /** Cuts a reason that is longer than {@link Limits#LONGEST_REASON}. */
        public Refused {
            reason = Limits.bounded(reason);
        }
    }

    /** A record that holds a unique value. */
    record Holder(RecordKey key, VersionStamp stamp) {}

    /** The result of the function for this answer; a missing case does not compile. */
    default <R> R fold(
            Function<Applied, R> applied,
            Function<Same, R> same,
            Function<Differs, R> differs,
            Function<Stale, R> stale,
            Function<OutOfDate, R> outOfDate,
            Function<Violates, R> violates,
            Function<Refused, R> refused) {
        if (this instanceof Applied it) {
            return applied.apply(it);
        } else if (this instanceof Same it) {
            return same.apply(it);
        } else if (this instanceof Differs it) {
            return differs.apply(it);
        } else if (this instanceof Stale it) {
            return stale.apply(it);
        } else if (this instanceof OutOfDate it) {
            return outOfDate.apply(it);
        } else if (this instanceof Violates it) {
            return violates.apply(it);
        }
        return refused.apply((Refused) this);
    }

    /** Whether leader and follower are equal for this key now. */
    default boolean replicates() {
        return this instanceof Applied || this instanceof Same;
    }
}
