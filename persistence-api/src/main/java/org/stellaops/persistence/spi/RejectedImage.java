// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.time.Instant;
import java.util.Optional;
import org.stellaops.persistence.Limits;
import org.stellaops.persistence.RecordKey;

/**
 * A state of one key that the follower rejects, and how often it was tried. Without a next try it is a dead letter.
 *
 * @param entity the name of the entity type
 * @param key the key, which keeps its pending flag in the leader
 * @param stamp the rejected state; the entry does not apply to another state of the key
 * @param reason why the follower rejects it: the path, and no value
 * @param tries how often it was rejected since the first time, or since an operator requested a retry
 * @param firstAt when it was first rejected, with a precision of milliseconds
 * @param lastAt when it was last rejected, with a precision of milliseconds
 * @param nextAt the earliest time of the next try; empty for a dead letter
 */
public record RejectedImage(
        String entity,
        RecordKey key,
        VersionStamp stamp,
        String reason,
        int tries,
        Instant firstAt,
        Instant lastAt,
        Optional<Instant> nextAt) {

    /** Cuts a reason that is longer than {@link Limits#LONGEST_REASON}. */
    public RejectedImage {
        reason = Limits.bounded(reason);
    }

    /** Whether it is not tried again until its key is written anew or somebody asks for it. */
    public boolean isDead() {
        return nextAt.isEmpty();
    }

    /** The same rejection, due from now on as if it were new. */
    public RejectedImage dueAt(Instant now) {
        return new RejectedImage(entity, key, stamp, reason, 0, firstAt, lastAt, Optional.of(now));
    }
}
