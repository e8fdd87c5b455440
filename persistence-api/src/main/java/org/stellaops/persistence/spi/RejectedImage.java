package org.stellaops.persistence.spi;

import java.time.Instant;
import java.util.Optional;
import org.stellaops.persistence.RecordKey;

/**
 * A state of one key that the follower refuses, and how often it was tried. Once there is no next try it is a dead letter.
 *
 * @param entity the name of the entity type
 * @param key the key, which keeps its pendingFlag in the leader
 * @param stamp the state that was refused; another state of the key is another matter
 * @param reason why the follower refuses it: the place, and no value
 * @param tries how often it was refused since it was first met, or since somebody asked for it to be tried again
 * @param firstAt when it was first refused, in milliseconds at the finest
 * @param lastAt when it was last refused, in milliseconds at the finest
 * @param nextAt when it is tried again at the earliest; empty for a dead letter
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

    /** Whether it is not tried again until its key is written anew or somebody asks for it. */
    public boolean isDead() {
        return nextAt.isEmpty();
    }

    /** The same rejection, to be tried again from now on as if it were new. */
    public RejectedImage dueAt(Instant now) {
        return new RejectedImage(entity, key, stamp, reason, 0, firstAt, lastAt, Optional.of(now));
    }
}
