// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.write;

import java.util.Optional;
import org.stellaops.persistence.Revision;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.Updated;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.spi.Image;

/**
 * The leader's result of a write: the outcome for the caller, and the image to replicate.
 *
 * @param outcome the outcome for the caller
 * @param image the state to send, exactly if the write was applied
 * @param epoch the epoch of the write
 * @param origin whether the record was new, so that its sender checks the tombstone again
 */
public record LeaderWriteResult(WriteOutcome outcome, Optional<Image> image, long epoch, Origin origin) {

    /** How an applied write came about. */
    public enum Origin {
        /** The record was inserted. */
        INSERT,
        /** The record was replaced. */
        CHANGE
    }

    /** An outcome without an image. */
    public static LeaderWriteResult withoutImage(WriteOutcome outcome) {
        return new LeaderWriteResult(outcome, Optional.empty(), 0, Origin.CHANGE);
    }

    /** An applied write. */
    public static LeaderWriteResult applied(Image image, long epoch, Origin origin) {
        return new LeaderWriteResult(
                new WriteOutcome.Applied(Revision.of(image.stamp())), Optional.of(image), epoch, origin);
    }

    /** What an update left. */
    public Updated<StoredRecord> updated() {
        return new Updated<>(
                outcome,
                image.flatMap(it -> it instanceof Image.Present present
                        ? Optional.of(new StoredRecord(present.key(), present.content(), present.stamp()))
                        : Optional.empty()));
    }
}
