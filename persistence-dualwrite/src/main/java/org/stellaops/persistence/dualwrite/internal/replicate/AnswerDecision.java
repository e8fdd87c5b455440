// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.replicate;

import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.spi.Versions;

/** Decides how a sender reacts to the answer of a follower (3.3). Pure. */
public final class AnswerDecision {

    private AnswerDecision() {}

    /** The reaction. */
    public sealed interface Next {

        /** Answers each case, so that adding a case is a compile error wherever one is decided. */
        default <R> R fold(
                Supplier<? extends R> clear,
                LongFunction<? extends R> bump,
                Function<? super ApplyAnswer.Violates, ? extends R> makeRoom,
                Supplier<? extends R> stop,
                Function<? super String, ? extends R> refuse) {
            if (this instanceof Clear) {
                return clear.get();
            } else if (this instanceof VersionBump it) {
                return bump.apply(it.version());
            } else if (this instanceof MakeRoom it) {
                return makeRoom.apply(it.violation());
            } else if (this instanceof Refuse it) {
                return refuse.apply(it.reason());
            }
            return stop.get();
        }

        /** Clear the pending flag of exactly what was sent. */
        record Clear() implements Next {}

        /** Bump exactly what was sent to this version, if it is still pending. */
        record VersionBump(long version) implements Next {}

        /** Another record holds a unique value. */
        record MakeRoom(ApplyAnswer.Violates violation) implements Next {}

        /** The epoch has ended. */
        record Stop() implements Next {}

        /** Keep the pending flag and report the reason. */
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
        return answer.fold(
                applied -> new Next.Clear(),
                same -> new Next.Clear(),
                differs -> bump(differs.held(), sent, tombstoneVersion, epoch),
                stale -> bump(stale.held(), sent, tombstoneVersion, epoch),
                outOfDate -> new Next.Stop(),
                Next.MakeRoom::new,
                refused -> new Next.Refuse(refused.reason()));
    }

    /** Whether the answer makes the leader bump the version, so that its tombstone has to be read. */
    public static boolean needsTombstone(ApplyAnswer answer) {
        return answer instanceof ApplyAnswer.Stale || answer instanceof ApplyAnswer.Differs;
    }

    /** Not only above an older version: an equal one with another token is another write (A1). */
    private static Next bump(VersionStamp held, VersionStamp sent, long tombstoneVersion, long epoch) {
        return new Next.VersionBump(Versions.allocate(epoch, sent.version(), held.version(), tombstoneVersion));
    }
}
