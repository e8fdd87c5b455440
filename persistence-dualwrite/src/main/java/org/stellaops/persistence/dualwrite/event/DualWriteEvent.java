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
import org.stellaops.persistence.spi.Stamp;

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

    // How the follower keeps up.

    /** The follower holds what the leader holds for this key. */
    record FollowerWriteSettled(String module, String entity, RecordKey key, Stage stage) implements OfEntity {}

    /** An image could not be sent or was not accepted; the mark stays, and the reconciler will try again. */
    record FollowerWriteFailed(String module, String entity, RecordKey key, Stage stage, Fault fault)
            implements OfEntity {}

    /** An image was not sent at once because the follower's side was full or off; the reconciler will send it. */
    record FollowerWriteDropped(String module, String entity, RecordKey key, Stage stage, DropReason reason)
            implements OfEntity {}

    /**
     * The follower refuses an image for good; the key stays marked, and no gate opens until somebody mends it.
     *
     * @param where the path, or the name of the unique constraint
     * @param reason the whole sentence, without values
     */
    record FollowerRefused(String module, String entity, RecordKey key, String where, String reason)
            implements OfEntity {}

    /** The leader gave an unchanged record or tombstone a higher version, because the follower held something else. */
    record Reminted(String module, String entity, RecordKey key, long from, long to) implements OfEntity {}

    /** A record gave up its place on the follower to another that has its unique value now. */
    record Evicted(String module, String entity, RecordKey holder, RecordKey arriving) implements OfEntity {}

    /** A process of a former epoch had written into a store that does not lead. */
    record StrayFound(String module, String entity, RecordKey key, Stamp stray, long epoch) implements OfEntity {}

    /**
     * A reconciler looked at every mark once.
     *
     * @param settled marks that it could clear
     * @param left marks that are still there
     * @param oldest how long the oldest of them has been there
     */
    record ReconcilerPass(String module, String entity, long settled, long failed, long left, Optional<Duration> oldest)
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

    /** A store that only can find strays, not refuse them. */
    record FenceIsWeak(String module, Side side, long epoch) implements DualWriteEvent {}

    /** The epoch of a module went on without a change of leader. */
    record EpochRenewed(String module, Side leader, long epoch, Instant at) implements DualWriteEvent {}

    // Removal of tombstones.

    /**
     * A removal of tombstones went one batch on.
     *
     * @param side the store from which they go
     * @param removed how many of this entity type went from it
     * @param seen how many were looked at for that
     * @param of how many there are to look at
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
    record RecordRefused(String module, String entity, String id, String reason) implements OfEntity {}

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

    /** Why an image was not sent at once. */
    enum DropReason {
        /** The bounded queue was full. */
        FULL,
        /** The circuit breaker was open. */
        BREAKER_OPEN,
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
