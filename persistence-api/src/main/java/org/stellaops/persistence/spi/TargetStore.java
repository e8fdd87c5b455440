package org.stellaops.persistence.spi;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.RecordKey;

/**
 * The steps of the replication protocol on a store with transactions. Each method that writes is one transaction, which
 * checks the control record of the module under a shared lock before it touches a key. Numbers such as 4.1 are sections of
 * {@code docs/spec/protocol.md}.
 *
 * <p><b>Threads.</b> Safe for concurrent use. <b>Blocking.</b> Any method may wait on I/O and on locks, never past the
 * store's deadline. <b>Failure.</b> {@link org.stellaops.persistence.StoreException}, whose fault says whether the
 * transaction may have been committed. <b>Nulls.</b> Neither accepted nor returned. <b>Evolution.</b> Grows by default
 * methods only.
 */
public interface TargetStore extends ReadableStore {

    /** Writes as leader (4.1): allocates under the lock of the key, checks the precondition there, commits. */
    TargetWrite.Result write(TargetWrite write);

    /** Applies an image as follower (3.3). */
    ApplyAnswer apply(Image image, long senderEpoch);

    /**
     * Applies many images, each as {@link #apply} would, in as few transactions as possible.
     *
     * @param images of distinct keys
     * @return the answers in the order of the images
     */
    List<ApplyAnswer> applyAll(List<? extends Image> images, long senderEpoch);

    /** Applies an image after removing the rows of exactly this holder, whose state is evicted (section 8). */
    ApplyAnswer applyEvicting(Image.Present image, long senderEpoch, ApplyAnswer.Holder holder);

    /** The state of a key; empty if it was never here. */
    Optional<TargetState> state(RecordKey key);

    /** The image of a key as it is now; empty if it was never here. */
    Optional<Image> image(RecordKey key);

    /** Takes the pending flag from exactly this state. */
    boolean clearPending(RecordKey key, VersionStamp expected);

    /**
     * Gives a record or a tombstone a higher version, pending. Refused while the store does not lead; in the phase MOVING
     * only a version bump of the next epoch, which is the drain's own, is let through.
     */
    boolean bump(VersionBump bump);

    /** Writes a pending tombstone, without touching rows, over exactly the expected state or where there is none (section 7). */
    boolean repairTombstone(Optional<VersionStamp> expected, Image.Tombstone tombstone, long epoch);

    /** Tombstones without the pending flag, behind a key, in the order of keys; an empty list says that none is left (3.5). */
    List<Image.Tombstone> replicatedTombstones(Optional<RecordKey> after, int limit);

    /**
     * Removes those of these tombstones that still have exactly this version and token and carry no pending flag, whether the store
     * leads or not. What is older than the removed tombstone is then refused by the epoch alone, so this is safe behind a
     * epoch advance of the epoch only (3.5).
     *
     * @return how many were there
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

    /** How much is pending, at a cost that the bound limits. */
    default PendingSample pendingSample(int atMost) {
        return PendingSample.of(
                Math.min(atMost, pendingCount()),
                pending(Optional.empty(), atMost).stream().map(Image::stamp));
    }

    /** How many records the root table holds. */
    long count();

    /** Keeps what a process of a former epoch wrote into the legacy store, before it is overwritten (4.2). Idempotent. */
    void reportStaleWrite(Image staleWrite, long epoch);
}
