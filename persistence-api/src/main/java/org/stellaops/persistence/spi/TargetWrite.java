package org.stellaops.persistence.spi;

import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;

/**
 * A write that a leading target is asked for.
 *
 * @param key the key
 * @param change what to do
 * @param precondition what must hold under the lock
 * @param epoch the epoch that the process read
 * @param token the token of this write
 * @param pendingFlag whether the follower shall get it
 */
public record TargetWrite(
        RecordKey key, Change change, Precondition precondition, long epoch, String token, PendingFlag pendingFlag) {

    /** What a write does. */
    public sealed interface Change {

        /** Puts a record. */
        record Put(Struct content, ContentHash hash) implements Change {}

        /** Deletes the record. */
        record Delete() implements Change {}
    }

    /** Whether the key becomes pending. */
    public enum PendingFlag {
        PENDING,
        NONE
    }

    /** What became of a write that was answered. */
    public sealed interface Result {

        /** Committed at this stamp. */
        record LeaderWriteResult(VersionStamp stamp) implements Result {}

        /** The precondition did not hold; the version that was found, 0 if absent. */
        record Conflict(long found, String reason) implements Result {}

        /** There is no record to delete. */
        record Absent() implements Result {}

        /** A unique key refused the write. */
        record Duplicate(String constraint) implements Result {}

        /** The target does not lead, is about to stop, or is in another epoch. */
        record NotLeading(ControlRecord control) implements Result {}

        /** The target can never store it; the reason names the place and no value. */
        record Refused(String reason) implements Result {}
    }
}
