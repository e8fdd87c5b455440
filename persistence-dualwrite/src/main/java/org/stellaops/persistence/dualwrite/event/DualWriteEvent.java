package org.stellaops.persistence.dualwrite.event;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.divergence.DivergenceEvent;
import org.stellaops.persistence.spi.VersionStamp;

/**
 * One notable fact of a module. Holds keys, versions, counts, paths and digests; never a value of a record, so that every
 * event may be logged.
 */
public sealed interface DualWriteEvent {

    /** The module it is about. */
    String module();

    /** A fact about one entity type. */
    sealed interface OfEntity extends DualWriteEvent {

        /** The name of the entity type. */
        String entity();
    }

    // What callers asked for.

    /**
     * A caller's write was answered.
     *
     * @param action put or delete
     * @param result the kind of the answer
     * @param took how long the caller waited
     */
    record WriteCompleted(
            String module, String entity, RecordKey key, Stage stage, Action action, Result result, Duration took)
            implements OfEntity {}

    /** A caller's read was answered, or failed. */
    record ReadCompleted(String module, String entity, Stage stage, ReadKind kind, boolean answered, Duration took)
            implements OfEntity {}

    /**
     * A page that a caller asked for met records that cannot be read.
     *
     * @param records how many the page names
     */
    record UnreadableMet(String module, String entity, Stage stage, int records) implements OfEntity {}

    // How the follower keeps up.

    /** The follower holds what the leader holds for this key. */
    record FollowerWriteCompleted(String module, String entity, RecordKey key, Stage stage) implements OfEntity {}

    /** An image could not be sent or was not accepted; the pending flag stays, and the reconciler will try again. */
    record FollowerWriteFailed(String module, String entity, RecordKey key, Stage stage, Fault fault)
            implements OfEntity {}

    /**
     * A send had no answer within its deadline and counts as failed; the pending flag stays. Its thread is busy until the driver aborts,
     * and if it succeeds after all, the pending flag is cleared without another event.
     */
    record FollowerWriteTimedOut(String module, String entity, RecordKey key, Stage stage, Duration deadline)
            implements OfEntity {}

    /**
     * A send failed and is made once more.
     *
     * @param attempt the number of the attempt that begins, from 2 on
     * @param fault what ended the one before
     */
    record FollowerWriteRetried(String module, String entity, RecordKey key, Stage stage, int attempt, Fault fault)
            implements OfEntity {}

    /** Sending to the follower was aborted for a while, is being tried, or goes on. */
    record FollowerBreakerChanged(String module, BreakerState from, BreakerState to) implements DualWriteEvent {}

    /** An image was not sent at once because the follower's side was full or off; the reconciler will send it. */
    record FollowerWriteDropped(String module, String entity, RecordKey key, Stage stage, DropReason reason)
            implements OfEntity {}

    /**
     * The follower refuses an image for good; the key stays pending, and no gate opens until somebody mends it.
     *
     * @param where the path, or the name of the unique constraint
     * @param reason the whole sentence, without values
     */
    record FollowerRejected(String module, String entity, RecordKey key, String where, String reason)
            implements OfEntity {}

    /** The leader gave an unchanged record or tombstone a higher version, because the follower held something else. */
    record Bumped(String module, String entity, RecordKey key, long from, long to) implements OfEntity {}

    /** A record aborted its place on the follower to another that has its unique value now. */
    record Evicted(String module, String entity, RecordKey holder, RecordKey arriving) implements OfEntity {}

    /** A process of a former epoch had written into a store that does not lead. */
    record StaleWriteFound(String module, String entity, RecordKey key, VersionStamp staleWrite, long epoch)
            implements OfEntity {}

    /**
     * The follower refused one state as often as the settings say: it is not tried again until its key is written anew or
     * somebody asks for it. Its mark stays, so no gate opens.
     *
     * @param stamp the state that was refused
     * @param reason the whole sentence, without values
     * @param tries how often it was refused
     */
    record DeadLettered(String module, String entity, RecordKey key, VersionStamp stamp, String reason, int tries)
            implements OfEntity {}

    /**
     * Somebody asked that what the follower refused be tried again.
     *
     * @param tries how often it had been refused
     */
    record DeadLetterRetried(String module, String entity, RecordKey key, int tries) implements OfEntity {}

    /** How often something was refused could not be kept or learnt; everything is tried meanwhile, as if it were new. */
    record DeadLettersNotKept(String module, String entity, Fault fault) implements OfEntity {}

    /**
     * A reconciler made one pass.
     *
     * @param replicated pendingFlags that it could clear
     * @param failed pendingFlags that are still there because the follower refused or did not answer
     */
    record ReconcilerPass(String module, String entity, long replicated, long failed) implements OfEntity {}

    /**
     * How far the follower is behind.
     *
     * @param pending how many keys carry the pendingFlag; no more than were looked at
     * @param oldest how long ago the oldest write of these was made; empty if there is none
     * @param dead how many of them are dead letters; empty if that could not be learnt
     */
    record BacklogMeasured(String module, String entity, long pending, Optional<Duration> oldest, Optional<Long> dead)
            implements OfEntity {}

    // How a module walks.

    /** A module entered a stage. */
    record StageChanged(String module, Stage from, Stage to, Instant at) implements DualWriteEvent {}

    /** A module may not enter a stage, and why. */
    record StageRefused(String module, Stage from, Stage to, List<String> reasons) implements DualWriteEvent {}

    /**
     * A change of leader went one step on.
     *
     * @param step its name in {@code docs/spec/protocol.md}, section 5
     */
    record LeaderChangeStep(String module, Side from, Side to, long epoch, String step, Instant at)
            implements DualWriteEvent {}

    /** A fence stood lower than the control record says, and was put back. */
    record FenceRestored(String module, long from, long to) implements DualWriteEvent {}

    /** A store that only can find stale-epoch writes, not refuse them. */
    record FenceIsWeak(String module, Side side, long epoch) implements DualWriteEvent {}

    /** The epoch of a module went on without a change of leader. */
    record EpochAdvanced(String module, Side leader, long epoch, Instant at) implements DualWriteEvent {}

    // Removal of tombstones.

    /**
     * A removal of tombstones went one batch on.
     *
     * @param side the store from which they go
     * @param removed how many of this entity type went from it
     * @param seen how many were looked at for that
     * @param of how many there are to check at
     */
    record TombstoneRemovalProgress(String module, String entity, Side side, long removed, long seen, long of)
            implements OfEntity {}

    /** Tombstones went from both stores; whether there are more than one removal takes. */
    record TombstonesRemoved(String module, long epoch, long fromLegacy, long fromTarget, boolean more)
            implements DualWriteEvent {}

    /** Tombstones were to be removed and stayed, and why. */
    record TombstonesKept(String module, String reason) implements DualWriteEvent {}

    // Comparing.

    /** A sampled read was compared with the follower; {@code records} of it could be judged. */
    record ReadCompared(String module, String entity, Stage stage, ReadKind kind, int records) implements OfEntity {}

    /** A sampled read, or a record of it, could not be judged. */
    record ReadNotCompared(String module, String entity, Stage stage, ReadKind kind, SkipReason reason)
            implements OfEntity {}

    /** The stores differ, and no write in flight explains it. */
    record DivergenceFound(String module, DivergenceEvent divergence) implements OfEntity {

        @Override
        public String entity() {
            return divergence.entity();
        }
    }

    // Long work.

    /** A backfill went one batch on, or ended. */
    record BackfillProgress(String module, String entity, Counts counts, long total, double perSecond, boolean finished)
            implements OfEntity {

        /** What became of the records that were read. */
        public record Counts(long read, long applied, long same, long stale, long left, long refused) {}
    }

    /**
     * A record that cannot go to the other store; it is in no count of success.
     *
     * @param id the key as text, or the id of a document whose key cannot be read
     * @param reason with the path, without values
     */
    record RecordRejected(String module, String entity, String id, String reason) implements OfEntity {}

    /** A verification went on. */
    record VerificationProgress(String module, String entity, long compared, long divergent, long total)
            implements OfEntity {}

    /**
     * A verification ended.
     *
     * @param verdict its name, such as {@code PASS}
     */
    record VerificationFinished(
            String module, String entity, String verdict, long compared, long divergent, long unsettled)
            implements OfEntity {}

    /**
     * A repair of one key ended.
     *
     * @param result its name, such as {@code REPAIRED}
     */
    record RepairFinished(String module, String entity, RecordKey key, String result) implements OfEntity {}

    /** What a caller did to a record. */
    enum Action {
        PUT,
        DELETE
    }

    /** The kinds of a write's answer. */
    enum Result {
        APPLIED,
        CONFLICT,
        REJECTED,
        NOT_APPLIED,
        UNKNOWN
    }

    /** The kinds of reads. */
    enum ReadKind {
        FIND,
        QUERY
    }

    /** What the circuit breaker before the follower lets through. */
    enum BreakerState {
        /** Every send. */
        CLOSED,
        /** A few sends, to see what becomes of them. */
        HALF_OPEN,
        /** Nothing. */
        OPEN
    }

    /** Why an image was not sent at once. */
    enum DropReason {
        /** The bounded queue was full. */
        FULL,
        /** The circuit breaker was open. */
        BREAKER_OPEN,
        /** The system gave no thread to send it on. */
        NO_THREAD,
        /** The module was being closed or moved its lead. */
        STOPPED
    }

    /** Why a sampled read could not be judged. */
    enum SkipReason {
        /** Too many comparisons at once. */
        FULL,
        /** A side did not answer in time. */
        TIMEOUT,
        /** A side failed. */
        FAILED,
        /** A write was under way at every look. */
        UNSETTLED
    }
}
