package org.stellaops.persistence.spi;

import java.util.Optional;
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

    /** Whether leader and follower are equal for this key now. */
    default boolean replicates() {
        return this instanceof Applied || this instanceof Same;
    }
}
