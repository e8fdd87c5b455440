// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.util.Optional;
import org.stellaops.persistence.Patch;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.Revision;
import org.stellaops.persistence.entity.ContentProblem;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;

/**
 * A write to a leading target.
 *
 * @param key the key
 * @param change what to do
 * @param precondition the condition, checked under the lock
 * @param epoch the epoch that the process read
 * @param token the token of this write
 * @param pendingFlag whether it is replicated to the follower
 */
public record TargetWrite(
        RecordKey key, Change change, Precondition precondition, long epoch, String token, PendingFlag pendingFlag) {

    /** The kinds of change. */
    public sealed interface Change {

        /** Puts a record. */
        record Put(Struct content, ContentHash hash) implements Change {}

        /** Changes some fields of the record. */
        record Update(Patch patch) implements Change {}

        /** Deletes the record. */
        record Delete() implements Change {}
    }

    /** Whether the key becomes pending. */
    public enum PendingFlag {
        PENDING,
        NONE
    }

    /** The result of an answered write. */
    public sealed interface Result {

        /** Committed at this stamp. */
        record LeaderWriteResult(VersionStamp stamp) implements Result {}

        /** A change of some fields was committed at this stamp, and left this content. */
        record Updated(RecordKey key, VersionStamp stamp, Struct content, ContentHash hash) implements Result {}

        /** What a change of some fields would leave cannot be stored. */
        record Unfit(ContentProblem problem) implements Result {}

        /** The precondition did not hold; the record that was found, empty if absent. */
        record Conflict(Optional<Revision> found, String reason) implements Result {}

        /** There is no record to delete. */
        record Absent() implements Result {}

        /** A unique key rejected the write. */
        record Duplicate(String constraint) implements Result {}

        /** The target does not lead, is in a leader change, or is in another epoch. */
        record NotLeading(ControlRecord control) implements Result {}

        /** One of many writes failed, with this exception of {@link TargetStore#write}. */
        record Failed(RuntimeException thrown) implements Result {}

        /** The target can never store it; the reason names the path and no value. */
        record Refused(String reason) implements Result {}
    }
}
