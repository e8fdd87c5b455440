// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.stellaops.persistence.RecordKey;

/**
 * The steps of the replication protocol on a store with transactions. Each method that writes is one transaction, which
 * checks the control record of the module under a shared lock before it touches a key. Numbers such as 4.1 are
 * sections of
 * {@code docs/spec/protocol.md}.
 *
 * <p><b>Threads.</b> Safe for concurrent use. <b>Blocking.</b> Any method may wait on I/O and on locks, never past the
 * store's deadline. <b>Failure.</b> {@link org.stellaops.persistence.StoreException}, whose fault says whether the
 * transaction may have been committed. <b>Nulls.</b> Neither accepted nor returned. <b>Evolution.</b> Grows by default
 * methods only.
 */
public interface TargetStore extends ReadableStore {

    /**
     * Writes as leader (4.1): allocates the version and checks the precondition under the lock of the key, then
     * commits.
     */
    TargetWrite.Result write(TargetWrite write);

    /**
     * Makes many writes, each as {@link #write} would, in as few transactions as possible. Throws nothing that {@link #write} does:
     * a write that fails is answered {@link TargetWrite.Result.Failed}.
     *
     * @param writes of distinct keys of one tenant, or of a global type
     * @return the results in the order of the writes
     */
    default List<TargetWrite.Result> writeAll(List<TargetWrite> writes) {
        List<TargetWrite.Result> results = new ArrayList<>(writes.size());
        for (TargetWrite write : writes) {
            try {
                results.add(write(write));
            } catch (RuntimeException e) {
                results.add(new TargetWrite.Result.Failed(e));
            }
        }
        return results;
    }

    /**
     * Changes the first record that a query finds and nobody else is changing, in one transaction that passes over locked records.
     *
     * @return {@code Updated}; {@code Absent} if none was found this way, which does not prove that there is none
     */
    default TargetWrite.Result claim(TargetClaim claim) {
        return new TargetWrite.Result.Absent();
    }

    /** Applies an image as follower (3.3). */
    ApplyAnswer apply(Image image, long senderEpoch);

    /**
     * Applies many images, each as {@link #apply} would, in as few transactions as possible.
     *
     * @param images of distinct keys
     * @return the answers in the order of the images
     */
    List<ApplyAnswer> applyAll(List<? extends Image> images, long senderEpoch);

    /**
     * Applies many images that a backfill copies, each as {@link #apply} would, by whatever means is fastest for many records of which
     * the store holds none yet. What is answered, and what the store holds afterwards, is the same as after {@link #applyAll}.
     *
     * @return the answers in the order of the images
     */
    default CopyAnswer copy(CopyChunk chunk) {
        return CopyAnswer.of(applyAll(chunk.images(), chunk.senderEpoch()));
    }

    /**
     * Lets the store look at what its tables hold, so that queries are planned by it; for whoever has filled them. Changes no record.
     *
     * @return the tables that were left out because the rights for it are missing; of a store that plans nothing, none
     */
    default List<String> analyze() {
        return List.of();
    }

    /** Applies an image after removing the rows of exactly this holder, whose state is evicted (section 8). */
    ApplyAnswer applyEvicting(Image.Present image, long senderEpoch, ApplyAnswer.Holder holder);

    /** The state of a key; empty if it was never here. */
    Optional<TargetState> state(RecordKey key);

    /** The image of a key as it is now; empty if it was never here. */
    Optional<Image> image(RecordKey key);

    /** Clears the pending flag of exactly this state. */
    boolean clearPending(RecordKey key, VersionStamp expected);

    /**
     * Clears the pending flags of exactly these states, each as {@link #clearPending} would, in as few statements as possible. If it
     * throws, some may have been cleared.
     *
     * @param states of distinct keys
     * @return for each, whether its state was still there
     */
    default List<Boolean> clearPendingFlags(List<? extends Image> states) {
        return states.stream().map(it -> clearPending(it.key(), it.stamp())).toList();
    }

    /**
     * Bumps the version of a record or tombstone and sets its pending flag. Rejected while the store does not lead; in
     * the phase MOVING only version bumps of the next epoch, which are the drain's, are accepted.
     */
    boolean bump(VersionBump bump);

    /**
     * Writes a pending tombstone, without touching rows, over exactly the expected state, or if there is none (section
     * 7).
     */
    boolean repairTombstone(Optional<VersionStamp> expected, Image.Tombstone tombstone, long epoch);

    /**
     * Tombstones without the pending flag, after a key, in key order; an empty list means that none is left (3.5).
     */
    List<Image.Tombstone> replicatedTombstones(Optional<RecordKey> after, int limit);

    /**
     * Removes those of these tombstones that still have exactly this version and token and carry no pending flag,
     * whether the store
     * leads or not. Writes older than a removed tombstone are then rejected only by the epoch, so this is safe only
     * after an epoch advance (3.5).
     *
     * @return how many were removed
     */
    long removeTombstones(Collection<Image.Tombstone> tombstones);

    /** Images of keys that carry the pending flag, behind a key, at most {@code limit}; fewer if there are no more. */
    List<Image> pending(Optional<RecordKey> after, int limit);

    /**
     * As {@link #pending(Optional, int)}, but cut at about so many bytes of contents, so that they do not fill the memory; of several
     * images, one at least.
     */
    default List<Image> pending(Optional<RecordKey> after, int limit, long bytes) {
        return pending(after, limit);
    }

    /** How many keys carry the pending flag. */
    long pendingCount();

    /** As {@link #pendingCount}, of some tenants. A store that counts unreadable ones only in {@link #pendingCount} must not keep this. */
    default long pendingCount(Predicate<String> tenants) {
        return pending(Optional.empty(), Integer.MAX_VALUE).stream()
                .filter(it -> it.key().tenant().filter(tenants).isPresent())
                .count();
    }

    /** A sample of what is pending, whose cost the bound limits. */
    default PendingSample pendingSample(int atMost) {
        return PendingSample.of(
                Math.min(atMost, pendingCount()),
                pending(Optional.empty(), atMost).stream().map(Image::stamp));
    }

    /** How many records the root table holds. */
    long count();

    /**
     * Stores a report of a stale-epoch write into the legacy store, before it is overwritten (4.2). Idempotent.
     */
    void reportStaleWrite(Image staleWrite, long epoch);

    /**
     * What was kept of stale-epoch writes, in the order of key, version and token, at most {@code limit}.
     *
     * @param after the image of the last entry that was seen
     */
    default List<StaleWrite> staleWrites(Optional<Image> after, int limit) {
        return List.of();
    }

    /** How many stale-epoch writes were kept; counts no further than {@code atMost}. */
    default long staleWriteCount(int atMost) {
        return staleWrites(Optional.empty(), atMost).size();
    }
}
