package org.stellaops.persistence.dualwrite.internal.replicate;

import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.spi.Versions;

/** What a sender does with the answer of a follower (3.3). Pure. */
public final class AnswerDecision {

    private AnswerDecision() {}

    /** What comes next. */
    public sealed interface Next {

        /** Clear the pending flag of exactly what was sent. */
        record Clear() implements Next {}

        /** Give exactly what was sent this version, if it is still pending. */
        record VersionBump(long version) implements Next {}

        /** Somebody else holds a unique value. */
        record MakeRoom(ApplyAnswer.Violates violation) implements Next {}

        /** The epoch is over. */
        record Stop() implements Next {}

        /** Keep the pending flag and say why. */
        record Refuse(String reason) implements Next {}
    }

    /**
     * Decides.
     *
     * @param answer of the follower
     * @param sent the stamp of what was sent
     * @param tombstoneVersion of the key in the leader, 0 if it has none
     * @param epoch that the sender read before the record
     */
    public static Next decide(ApplyAnswer answer, VersionStamp sent, long tombstoneVersion, long epoch) {
        if (answer.replicates()) {
            return new Next.Clear();
        } else if (answer instanceof ApplyAnswer.Stale it) {
            return bump(it.held(), sent, tombstoneVersion, epoch);
        } else if (answer instanceof ApplyAnswer.Differs it) {
            return bump(it.held(), sent, tombstoneVersion, epoch);
        } else if (answer instanceof ApplyAnswer.Violates it) {
            return new Next.MakeRoom(it);
        } else if (answer instanceof ApplyAnswer.Refused it) {
            return new Next.Refuse(it.reason());
        }
        return new Next.Stop();
    }

    /** Whether the answer makes the leader allocate, so that its tombstone has to be read. */
    public static boolean needsTombstone(ApplyAnswer answer) {
        return answer instanceof ApplyAnswer.Stale || answer instanceof ApplyAnswer.Differs;
    }

    /** Not only above an older version: an equal one with another token is another write (A1). */
    private static Next bump(VersionStamp held, VersionStamp sent, long tombstoneVersion, long epoch) {
        return new Next.VersionBump(Versions.allocate(epoch, sent.version(), held.version(), tombstoneVersion));
    }
}
