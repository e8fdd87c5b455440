// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.event;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.audit.AuditAction;
import org.stellaops.persistence.dualwrite.audit.AuditRecord;
import org.stellaops.persistence.dualwrite.divergence.Cause;
import org.stellaops.persistence.dualwrite.divergence.Divergence;
import org.stellaops.persistence.dualwrite.divergence.DivergenceEvent;
import org.stellaops.persistence.spi.VersionStamp;

/**
 * One notable event of a module. Holds keys, versions, counts, paths and digests; never a value of a record, so every
 * event may be logged.
 */
public sealed interface DualWriteEvent {

    /** The module concerned. */
    String module();

    /** An event about one entity type. */
    sealed interface OfEntity extends DualWriteEvent {

        /** The name of the entity type. */
        String entity();
    }

    // Operations of callers.

    /**
     * A caller's write was answered.
     *
     * @param action put or delete
     * @param result the kind of the outcome
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

    /**
     * No index of a store serves a shape of queries that callers make; reported once for each shape and store by a process.
     *
     * @param side the store
     * @param shape the fields that the query names and how, without values
     * @param statement what would make an index that serves it; empty if none would
     */
    record QueryNotServed(String module, String entity, Side side, String shape, String statement)
            implements OfEntity {}

    // How the follower keeps up.

    /** The follower holds what the leader holds for this key. */
    record FollowerWriteCompleted(String module, String entity, RecordKey key, Stage stage) implements OfEntity {}

    /** An image could not be sent or was not accepted; the pending flag stays, and the reconciler retries. */
    record FollowerWriteFailed(String module, String entity, RecordKey key, Stage stage, Fault fault)
            implements OfEntity {}

    /**
     * A send was not answered within its deadline and counts as failed; the pending flag stays. Its thread is blocked
     * until the driver returns; if the send succeeds after all, the pending flag is cleared without another event.
     */
    record FollowerWriteTimedOut(String module, String entity, RecordKey key, Stage stage, Duration deadline)
            implements OfEntity {}

    /**
     * A failed send is retried.
     *
     * @param attempt the number of the attempt that begins, 2 or higher
     * @param fault the fault of the previous attempt
     */
    record FollowerWriteRetried(String module, String entity, RecordKey key, Stage stage, int attempt, Fault fault)
            implements OfEntity {}

    /** The circuit breaker before the follower changed its state. */
    record FollowerBreakerChanged(String module, BreakerState from, BreakerState to) implements DualWriteEvent {}

    /**
     * An image was not sent immediately because the queue was full or sending was suspended; the reconciler sends it.
     */
    record FollowerWriteDropped(String module, String entity, RecordKey key, Stage stage, DropReason reason)
            implements OfEntity {}

    /**
     * The follower can never store an image; the key stays pending, and no gate opens until the record is fixed.
     *
     * @param where the path, or the name of the unique constraint
     * @param reason the whole sentence, without values
     */
    record FollowerRejected(String module, String entity, RecordKey key, String where, String reason)
            implements OfEntity {}

    /** The leader gave an unchanged record or tombstone a higher version, because the follower held something else. */
    record Bumped(String module, String entity, RecordKey key, long from, long to) implements OfEntity {}

    /** A record was evicted from the follower because another record holds its unique value now. */
    record Evicted(String module, String entity, RecordKey holder, RecordKey arriving) implements OfEntity {}

    /** A process of an earlier epoch wrote into a store that does not lead: a stale-epoch write. */
    record StaleWriteFound(String module, String entity, RecordKey key, VersionStamp staleWrite, long epoch)
            implements OfEntity {}

    /**
     * The follower rejected one state as often as the retry rule allows: it is not retried until its key is
     * overwritten or an operator requests it. Its pending flag stays, so no gate opens.
     *
     * @param stamp the state that was rejected
     * @param reason the whole sentence, without values
     * @param tries how often it was rejected
     */
    record DeadLettered(String module, String entity, RecordKey key, VersionStamp stamp, String reason, int tries)
            implements OfEntity {}

    /**
     * An operator requested that a rejected image be retried.
     *
     * @param tries how often it had been rejected
     */
    record DeadLetterRetried(String module, String entity, RecordKey key, int tries) implements OfEntity {}

    /**
     * The number of rejections could not be stored or read; meanwhile everything is retried as if it were new.
     */
    record DeadLettersNotKept(String module, String entity, Fault fault) implements OfEntity {}

    /**
     * A reconciler made one pass.
     *
     * @param replicated pending flags that it cleared
     * @param failed pending flags that remain because the follower rejected the image or did not answer
     */
    record ReconcilerPass(String module, String entity, long replicated, long failed) implements OfEntity {}

    /**
     * The replication backlog.
     *
     * @param pending how many keys carry a pending flag; bounded by the number of keys examined
     * @param oldest the age of the oldest write among these; empty if there is none
     * @param dead how many of them are dead letters; empty if that could not be read
     */
    record BacklogMeasured(String module, String entity, long pending, Optional<Duration> oldest, Optional<Long> dead)
            implements OfEntity {}

    // What works beside callers.

    /**
     * A piece of background work failed; the task goes on, after a pause that grows with each failure in a row.
     *
     * @param task its name, such as {@code reconciler}
     * @param reason classes, codes and places in the code, without values of records
     * @param failuresInARow how many failed since the last success
     */
    record BackgroundTaskFailed(String module, String task, String reason, long failuresInARow)
            implements DualWriteEvent {}

    /** Background work succeeded after so many failures in a row. */
    record BackgroundTaskRecovered(String module, String task, long failures) implements DualWriteEvent {}

    // How a module begins.

    /**
     * A module is not open in a process, which answers none of its calls. It is tried again by itself; reported when the state changes.
     *
     * @param state why it is not open
     * @param reason what was tried, what happened and what to do, without values
     */
    record ModuleNotOpen(String module, OpeningState state, String reason) implements DualWriteEvent {}

    /**
     * A module that could not be opened at start is open now.
     *
     * @param waited how long it was not
     */
    record ModuleOpened(String module, Duration waited) implements DualWriteEvent {}

    // How a module walks.

    /** A module entered a stage. */
    record StageChanged(String module, Stage from, Stage to, Instant at) implements DualWriteEvent {}

    /** A module was not allowed to enter a stage, and why. */
    record StageRefused(String module, Stage from, Stage to, List<String> reasons) implements DualWriteEvent {}

    /**
     * The policy of a module took the lead back from the target without an order, or would have, but was refused.
     *
     * @param from where the module stood
     * @param reached where it stands now
     * @param reason which limit was exceeded
     * @param refusals why it went no further; empty if it went the whole way back
     */
    record RollbackEnded(String module, Stage from, Stage reached, String reason, List<String> refusals)
            implements DualWriteEvent {

        /** Takes an unmodifiable copy. */
        public RollbackEnded {
            refusals = List.copyOf(refusals);
        }
    }

    /** A record was appended to the audit trail of a module. */
    record Audited(String module, AuditRecord record) implements DualWriteEvent {}

    /** Something was done that could not be recorded in the audit trail. */
    record NotAudited(String module, AuditAction action, String reason) implements DualWriteEvent {}

    /**
     * A store is not the one that the pair was introduced with, or has lost what it held: nothing is sent to the follower, and
     * the lead does not move, until it is readmitted.
     *
     * @param problem what is wrong, as a whole sentence
     */
    record StoreNotAdmitted(String module, Side side, String problem) implements DualWriteEvent {}

    /** Both stores are what they were introduced as again. */
    record StoresAdmitted(String module) implements DualWriteEvent {}

    /** A process begins to serve in another stage than its configuration names, because the record says so. */
    record StageDiffers(String module, Stage configured, Stage recorded) implements DualWriteEvent {}

    /**
     * A process serves cohorts of a module by the assignment of another generation from now on, or begins to serve by one that its
     * configuration does not name.
     *
     * @param module the module, not the cohort
     * @param generation the one that the control records name
     * @param isConfigured whether its configuration names the same assignment
     */
    record AssignmentFollowed(String module, long generation, boolean isConfigured) implements DualWriteEvent {}

    /**
     * A change of leader went one step on.
     *
     * @param step its name in {@code docs/spec/protocol.md}, section 5
     */
    record LeaderChangeStep(String module, Side from, Side to, long epoch, String step, Instant at)
            implements DualWriteEvent {}

    /** A fence was lower than its control record demands, and was restored. */
    record FenceRestored(String module, long from, long to) implements DualWriteEvent {}

    /** A store can only detect stale-epoch writes, not reject them. */
    record FenceIsWeak(String module, Side side, long epoch) implements DualWriteEvent {}

    /** The epoch of a module advanced without a leader change. */
    record EpochAdvanced(String module, Side leader, long epoch, Instant at) implements DualWriteEvent {}

    // Removal of tombstones.

    /**
     * A tombstone removal completed one batch.
     *
     * @param side the store from which they go
     * @param removed how many of this entity type were removed from it
     * @param seen how many were examined so far
     * @param of how many are to be examined
     */
    record TombstoneRemovalProgress(String module, String entity, Side side, long removed, long seen, long of)
            implements OfEntity {}

    /** Tombstones were removed from both stores; {@code more} says whether any are left for a later removal. */
    record TombstonesRemoved(String module, long epoch, long fromLegacy, long fromTarget, boolean more)
            implements DualWriteEvent {}

    /** Tombstones were not removed, and why. */
    record TombstonesKept(String module, String reason) implements DualWriteEvent {}

    // Comparing.

    /** A sampled read was compared with the follower; {@code records} of its records were compared conclusively. */
    record ReadCompared(String module, String entity, Stage stage, ReadKind kind, int records) implements OfEntity {}

    /** A sampled read, or a record of it, could not be compared conclusively. */
    record ReadNotCompared(String module, String entity, Stage stage, ReadKind kind, SkipReason reason)
            implements OfEntity {}

    /** The stores differ, and no write in flight explains the difference. */
    record DivergenceFound(String module, DivergenceEvent divergence) implements OfEntity {

        @Override
        public String entity() {
            return divergence.entity();
        }
    }

    /**
     * Two answers differ, and a write in flight, noise or a rule explains it.
     *
     * @param cause never a {@linkplain Cause#isConfirmed confirmed} one
     */
    record DifferenceExplained(String module, String entity, Stage stage, Divergence.Kind kind, Cause cause)
            implements OfEntity {}

    /** A comparison rule let a difference pass. */
    record RuleApplied(String module, String entity, String rule) implements OfEntity {}

    /**
     * Divergences did not get into a sink.
     *
     * @param sink its name
     * @param lost how many
     * @param reason what happened, without values
     */
    record SinkFailed(String module, String sink, int lost, String reason) implements DualWriteEvent {}

    // Long-running work.

    /** A backfill completed a batch, or ended. */
    record BackfillProgress(String module, String entity, Counts counts, long total, double perSecond, boolean finished)
            implements OfEntity {

        /** The outcomes of the records that were read. */
        public record Counts(long read, long applied, long same, long stale, long left, long refused) {}
    }

    /**
     * A record that cannot be copied to the other store; it is not counted as a success.
     *
     * @param id the key as text, or the id of a document whose key cannot be read
     * @param reason with the path, without values
     */
    record RecordRejected(String module, String entity, String id, String reason) implements OfEntity {}

    /**
     * The target did not look at what a backfill has filled its tables with, so that the first queries may have bad plans.
     *
     * @param reason what happened, without values
     */
    record NotAnalyzed(String module, String entity, String reason) implements OfEntity {}

    /**
     * A verification made progress.
     *
     * @param total about how many keys there are, by the statistics of the legacy store; 0 for a range
     */
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

    /** Why a module is not open. */
    enum OpeningState {
        /** A database that it needs cannot be reached. */
        WAITING("a database that it needs cannot be reached"),
        /** The start was refused, such as for a store that could not prove that it leads: a person must act. */
        REFUSED("its start was refused");

        private final String words;

        OpeningState(String words) {
            this.words = words;
        }

        /** For messages. */
        public String words() {
            return words;
        }
    }

    /** The kinds of writes. */
    enum Action {
        PUT,
        DELETE,
        UPDATE,
        CLAIM
    }

    /** The kinds of write outcomes. */
    enum Result {
        APPLIED,
        CONFLICT,
        REJECTED,
        /** There was no record to change, delete or claim. */
        ABSENT,
        NOT_APPLIED,
        UNKNOWN
    }

    /** The kinds of reads. */
    enum ReadKind {
        FIND,
        FIND_ALL,
        QUERY,
        COUNT,
        SELECT,
        DISTINCT,
        /** Of a module's own repository. */
        REPOSITORY
    }

    /** The states of the circuit breaker before the follower, by what it lets through. */
    enum BreakerState {
        /** Every send. */
        CLOSED,
        /** A few sends as probes. */
        HALF_OPEN,
        /** Nothing. */
        OPEN
    }

    /** Why an image was not sent immediately. */
    enum DropReason {
        /** The bounded queue was full. */
        FULL,
        /** The circuit breaker was open. */
        BREAKER_OPEN,
        /** The system could not start a thread to send it on. */
        NO_THREAD,
        /** The module was being closed, or its leader was changing. */
        STOPPED
    }

    /** Why a sampled read could not be compared. */
    enum SkipReason {
        /** Too many comparisons at once. */
        FULL,
        /** A side did not answer in time. */
        TIMEOUT,
        /** A side failed. */
        FAILED,
        /** A write was in flight at every comparison. */
        UNSETTLED
    }
}
