package org.stellaops.persistence.spi;

import java.util.Optional;
import org.stellaops.persistence.RecordKey;

/** What a follower says to an image. */
public sealed interface ApplyAnswer {

    /** The follower holds the image now. */
    record Applied() implements ApplyAnswer {}

    /** The follower held exactly this state already. */
    record Same() implements ApplyAnswer {}

    /** The follower holds this version and token with other content: a writer bypassed the library. */
    record Differs(VersionStamp held) implements ApplyAnswer {}

    /** The follower holds another state that is not older. */
    record Stale(VersionStamp held) implements ApplyAnswer {}

    /** The sender's epoch is over, or the follower leads; read the stage. */
    record OutOfDate() implements ApplyAnswer {}

    /**
     * A unique key refused the image.
     *
     * @param constraint its name
     * @param holder who holds the value on the follower, with its stamp, if it is still there to be found
     */
    record Violates(String constraint, Optional<Holder> holder) implements ApplyAnswer {}

    /** The follower can never store this image; the reason names the place and no value. */
    record Refused(String reason) implements ApplyAnswer {}

    /** A record that holds a unique value. */
    record Holder(RecordKey key, VersionStamp stamp) {}

    /** Whether leader and follower are equal for this key now. */
    default boolean replicates() {
        return this instanceof Applied || this instanceof Same;
    }
}
