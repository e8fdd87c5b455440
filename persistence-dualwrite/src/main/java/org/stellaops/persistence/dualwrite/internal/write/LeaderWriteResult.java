package org.stellaops.persistence.dualwrite.internal.write;

import java.util.Optional;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.spi.Image;

/**
 * What the leader did with a write: the answer to the caller, and what is to be replicated.
 *
 * @param outcome the answer
 * @param image the state to send, exactly if the write was applied
 * @param epoch the epoch in which the leader was asked
 * @param origin whether the record was new, so that its sender looks at the tombstone once more
 */
public record LeaderWriteResult(WriteOutcome outcome, Optional<Image> image, long epoch, Origin origin) {

    /** How an applied write came about. */
    public enum Origin {
        /** There was no record before. */
        INSERT,
        /** There was one. */
        CHANGE
    }

    /** An answer with nothing to send. */
    public static LeaderWriteResult withoutImage(WriteOutcome outcome) {
        return new LeaderWriteResult(outcome, Optional.empty(), 0, Origin.CHANGE);
    }

    /** An applied write. */
    public static LeaderWriteResult applied(Image image, long epoch, Origin origin) {
        return new LeaderWriteResult(
                new WriteOutcome.Applied(image.stamp().version()), Optional.of(image), epoch, origin);
    }
}
