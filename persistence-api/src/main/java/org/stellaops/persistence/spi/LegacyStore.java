// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.value.ContentHash;

/**
 * The steps of the replication protocol on a store that offers atomic statements on one document and nothing more, so
 * that
 * any MongoDB topology will do. Numbers such as 3.1 are sections of {@code docs/spec/protocol.md}; the operations made
 * of
 * these steps are in the dual-write module.
 *
 * <p>A statement names version and token of the state it expects; {@link VersionStamp#UNVERSIONED} stands for a
 * document without
 * {@code _sync}. Every write is durable before it returns (write concern majority).
 *
 * <p><b>Threads.</b> Safe for concurrent use. <b>Blocking.</b> Any method may wait on I/O, never past the store's
 * deadline. <b>Failure.</b> {@link org.stellaops.persistence.StoreException}, whose fault says whether the statement
 * may
 * have taken effect. <b>Nulls.</b> Neither accepted nor returned. <b>Evolution.</b> Grows by default methods only.
 */
public interface LegacyStore extends ReadableStore {

    // Reads that decide something: linearizable.

    /**
     * The record with its pending flags. A record that cannot be read as its type is a fault of kind UNREADABLE.
     */
    Optional<LegacyRecord> read(RecordKey key);

    /** The tombstone or intent of the key. */
    Optional<LegacyTombstone> readTombstone(RecordKey key);

    /** The tombstones of these keys, those that exist; each read is linearizable by itself. */
    Map<RecordKey, LegacyTombstone> readTombstones(Collection<RecordKey> keys);

    /**
     * As {@link #readTombstones}, in as few statements as possible: a tombstone that was written just now may be missed, or be
     * an earlier one. For records that carry no pending flag.
     */
    default Map<RecordKey, LegacyTombstone> knownTombstones(Collection<RecordKey> keys) {
        return readTombstones(keys);
    }

    // Hints: true of some earlier moment and committed then, which answer nobody (3.1, 3.2).

    /**
     * The record of a key, as some moment before this call had it. Costs no more than a plain read.
     *
     * @throws org.stellaops.persistence.StoreException of kind {@link org.stellaops.persistence.Fault.Kind#UNREADABLE} as {@link #read}
     */
    default Optional<LegacyRecord> hint(RecordKey key) {
        return read(key);
    }

    /** The tombstone of a key, as some moment before this call had it. */
    default Optional<LegacyTombstone> hintTombstone(RecordKey key) {
        return readTombstone(key);
    }

    // Statements of a leader (3.1, 3.2).

    /** Inserts a record with a pending flag of the epoch. {@code NoMatch} if the key exists. */
    StepResult insert(Image.Present image, long pendingEpoch);

    /** Replaces exactly the expected state by a record with a pending flag of the epoch; earlier flags are dropped. */
    StepResult replace(VersionStamp expected, Image.Present image, long pendingEpoch);

    /**
     * As {@link #replace}, of a record that {@link #hint} answered: one that had a version and no pending flag is replaced only while it
     * has none, which proves that it was compared with its tombstone.
     */
    StepResult replaceHinted(LegacyRecord hint, Image.Present image, long pendingEpoch);

    /** Deletes exactly the expected state. */
    boolean delete(RecordKey key, VersionStamp expected);

    /** Inserts a tombstone. {@code NoMatch} if the key has one. */
    StepResult insertTombstone(LegacyTombstone tombstone);

    /** Replaces exactly the expected tombstone, its claim included. */
    StepResult replaceTombstone(VersionStamp expected, LegacyTombstone tombstone);

    // Changes of some fields (3.8).

    /**
     * Changes some fields of exactly one record of a version from the epoch on, for which the precondition holds; gives it the next
     * version, the token and a pending flag, and leaves neither hash nor {@code provisional}. A store may answer {@code NoMatch} to
     * any of them.
     */
    default LegacyPatch.Result update(RecordKey key, LegacyPatch patch, Precondition precondition) {
        return new LegacyPatch.Result.NoMatch();
    }

    /** As {@link #update}, of the first record that a query finds. */
    default LegacyPatch.Result updateFirst(Optional<String> tenant, Query next, LegacyPatch patch) {
        return new LegacyPatch.Result.NoMatch();
    }

    // Many statements of a leader in one round trip (3.7). Each is answered for itself.

    /**
     * Records as a majority held them at some moment: enough for a statement that names exactly what was read, and no answer to a
     * caller. Records that cannot be read are left out, and so are some if all would be more than so many bytes.
     *
     * @param keys of one tenant, or of a global type
     */
    default List<LegacyRecord> readAll(List<RecordKey> keys, long bytes) {
        return keys.stream().flatMap(key -> ifReadable(key).stream()).toList();
    }

    private Optional<LegacyRecord> ifReadable(RecordKey key) {
        try {
            return read(key);
        } catch (StoreException e) {
            if (e.fault().kind() == Fault.Kind.UNREADABLE) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** As {@link #insert}, many at once. */
    default List<StepResult> insertAll(List<Image.Present> images, long pendingEpoch) {
        return images.stream().map(it -> insert(it, pendingEpoch)).toList();
    }

    /**
     * Replaces records that were read, many at once, each exactly as it was read; one that was read without a pending flag only
     * while it has none.
     */
    default List<StepResult> replaceAll(List<Replacement> replacements, long pendingEpoch) {
        return replacements.stream()
                .map(it -> replace(it.over().stamp(), it.image(), pendingEpoch))
                .toList();
    }

    /**
     * One of many replacements.
     *
     * @param over the record as it was read
     * @param image what replaces it
     * @param gone what to do if there is no record of the key any more
     */
    record Replacement(LegacyRecord over, Image.Present image, IfGone gone) {}

    /** Whether a replacement may insert. */
    enum IfGone {
        INSERT,
        LEAVE
    }

    /** As {@link #insertTombstone}, many at once. */
    default List<StepResult> insertTombstones(List<LegacyTombstone> tombstones) {
        return tombstones.stream().map(this::insertTombstone).toList();
    }

    /** As {@link #replaceTombstone}, many at once. */
    default List<StepResult> replaceTombstones(List<TombstoneReplacement> replacements) {
        return replacements.stream()
                .map(it -> replaceTombstone(it.expected(), it.tombstone()))
                .toList();
    }

    /**
     * One of many replacements of tombstones.
     *
     * @param expected the tombstone that was read
     * @param tombstone what replaces it
     */
    record TombstoneReplacement(VersionStamp expected, LegacyTombstone tombstone) {}

    /** As {@link #delete}, many at once; how many were deleted. */
    default long deleteAll(List<Image.Tombstone> victims) {
        return victims.stream().filter(it -> delete(it.key(), it.stamp())).count();
    }

    // Pending flags (3.3, 3.4).

    /** Clears the pending flag of exactly this state of a record; false if the state has changed. */
    @CanIgnoreReturnValue
    boolean clearPending(RecordKey key, VersionStamp expected);

    /** Clears the pending flag of exactly this state of a tombstone. */
    boolean clearTombstonePending(RecordKey key, VersionStamp expected);

    /**
     * Clears the pending flags of exactly these states, each as {@link #clearPending} or {@link #clearTombstonePending} would, in as
     * few statements as possible. If it throws, some may have been cleared.
     *
     * @param states of distinct keys
     * @return for each, whether its state was still there
     */
    default List<Boolean> clearPendingFlags(List<? extends Image> states) {
        return states.stream()
                .map(it -> it instanceof Image.Present
                        ? clearPending(it.key(), it.stamp())
                        : clearTombstonePending(it.key(), it.stamp()))
                .toList();
    }

    /** Bumps the version of a record and sets its pending flag. */
    StepResult bump(VersionBump bump);

    /** Bumps the version of a tombstone and sets its pending flag. */
    StepResult bumpTombstone(VersionBump bump);

    /** Claims a pending tombstone; true as well if it is claimed already. */
    boolean claim(RecordKey key, VersionStamp expected, String claimer);

    /**
     * Notes in exactly this intent that its victim was deleted by the caller of this method, on behalf of its writer; false if
     * the intent has changed, or the fence rejects it. A store that keeps no such note makes the writer answer {@code Unknown}.
     */
    default boolean markExecuted(RecordKey key, VersionStamp expected) {
        return false;
    }

    /** Adds version, token and pending flag to a record without {@code _sync}; its content stays (3.6). */
    StepResult stamp(RecordKey key, VersionStamp given, ContentHash hash, long pendingEpoch);

    // Statements of a follower (4.2 to 4.4).

    /**
     * Replaces a record of a lower version that is not pending, or one without {@code _sync}; keeps {@code provisional}
     * as it is.
     */
    StepResult updateIfLower(Image.Present image);

    /** Inserts a provisional record, not checked against the tombstone yet. {@code NoMatch} if the key exists. */
    StepResult insertProvisional(Image.Present image, LegacyRecord.Provisional provisional);

    /** Clears {@code provisional} of a record of this version, if this attempt set it. */
    boolean confirm(RecordKey key, long version, String attempt);

    /**
     * As {@link #updateIfLower}, many at once, over compared records of a lower version ({@link LegacyRecord#isCompared}); one that
     * is not as it was read any more may be left.
     *
     * @param updates of distinct keys of one tenant, or of a global type
     * @return the results in the order of the updates; one that is not {@code Done} may be made alone
     */
    default List<StepResult> updateAllIfLower(List<Replacement> updates) {
        return updates.stream().map(it -> updateIfLower(it.image())).toList();
    }

    /** As {@link #insertProvisional}, many at once, by one attempt. */
    default List<StepResult> insertAllProvisional(List<Image.Present> images, LegacyRecord.Provisional provisional) {
        return images.stream().map(it -> insertProvisional(it, provisional)).toList();
    }

    /** As {@link #confirm}, many at once. */
    default void confirmAll(List<Image.Present> images, String attempt) {
        for (Image.Present image : images) {
            boolean ignored = confirm(image.key(), image.stamp().version(), attempt);
        }
    }

    /**
     * Replaces exactly a state that carries a pending flag although this store does not lead (a stale-epoch write),
     * after it was reported.
     */
    StepResult replaceStaleWrite(VersionStamp staleWrite, Image.Present image);

    /** Deletes a record whose version is lower than this, or that has no {@code _sync}, if those are included. */
    boolean deleteLower(RecordKey key, long version, Unversioned unversioned);

    /**
     * Writes a tombstone over a lower one, or if there is none; not pending. {@code NoMatch} if the existing one is
     * not lower.
     */
    StepResult applyTombstone(Image.Tombstone image);

    /**
     * Deletes the records below these tombstones, and those of their keys without {@code _sync}, many at once. One that carries a
     * pending flag stays: in a store that follows it is a stale-epoch write, and must be reported before it is deleted.
     *
     * @param tombstones of distinct keys of one tenant, or of a global type
     */
    default void deleteAllLower(List<Image.Tombstone> tombstones) {
        for (Image.Tombstone it : tombstones) {
            if (read(it.key()).filter(LegacyRecord::isPending).isEmpty()) {
                boolean ignored = deleteLower(it.key(), it.stamp().version(), Unversioned.INCLUDED);
            }
        }
    }

    /** Whether a statement on lower versions includes records without any version. */
    enum Unversioned {
        INCLUDED,
        SPARED
    }

    // Removal of tombstones (3.5).

    /**
     * Tombstones without the pending flag that can be read, after a key, in key order; an empty list means that none
     * is left.
     */
    List<Image.Tombstone> replicatedTombstones(Optional<RecordKey> after, int limit);

    /**
     * Removes those of these tombstones that still have exactly this version and token and carry no pending flag.
     * Writes older than a removed tombstone are then rejected only by the epoch, so this is safe only after an epoch
     * advance.
     *
     * @return how many were removed
     */
    long removeTombstones(Collection<Image.Tombstone> tombstones);

    // Work lists, in no particular order, at most {@code limit} entries.

    /** Records that carry the pending flag and can be read, after a key. */
    List<LegacyRecord> pendingRecords(Optional<RecordKey> after, int limit);

    /** Tombstones that carry the pending flag, after a key. */
    List<LegacyTombstone> pendingTombstones(Optional<RecordKey> after, int limit);

    /**
     * As {@link #pendingRecords(Optional, int)}, but cut at about so many bytes of documents, so that they do not fill the memory; of
     * several records, one at least.
     */
    default List<LegacyRecord> pendingRecords(Optional<RecordKey> after, int limit, long bytes) {
        return pendingRecords(after, limit);
    }

    /** Records that carry {@code provisional}, behind a key. */
    List<LegacyRecord> provisionalRecords(Optional<RecordKey> after, int limit);

    /** How many records and tombstones carry the pending flag. */
    long pendingCount();

    /**
     * As {@link #pendingCount}, of some tenants; one whose tenant cannot be read counts too. A store that counts unreadable ones only in
     * {@link #pendingCount} must not keep this.
     */
    default long pendingCount(Predicate<String> tenants) {
        return Stream.concat(
                        pendingRecords(Optional.empty(), Integer.MAX_VALUE).stream()
                                .map(LegacyRecord::key),
                        pendingTombstones(Optional.empty(), Integer.MAX_VALUE).stream()
                                .map(LegacyTombstone::key))
                .filter(it -> it.tenant().filter(tenants).isPresent())
                .count();
    }

    /** A sample of the pending records and tombstones, whose cost the bound limits. */
    default PendingSample pendingSample(int atMost) {
        return PendingSample.of(
                Math.min(atMost, pendingCount()),
                Stream.concat(
                        pendingRecords(Optional.empty(), atMost).stream().map(LegacyRecord::stamp),
                        pendingTombstones(Optional.empty(), atMost).stream().map(LegacyTombstone::stamp)));
    }

    /** All records after a key, in key order, with their content: the source of a backfill. */
    Scan<LegacyScanEntry> scanRecords(Optional<RecordKey> after);

    /**
     * As {@link #scanRecords(Optional)}, of a range of keys. A document that has no key belongs to the range without an end, so that of
     * ranges that make up all keys exactly one has it.
     */
    default Scan<LegacyScanEntry> scanRecords(KeyRange range) {
        Scan<LegacyScanEntry> rest = scanRecords(range.after());
        return range.upTo().isEmpty()
                ? rest
                : rest.takeWhile(entry ->
                        entry.record().map(it -> range.contains(it.key())).orElse(true));
    }

    /**
     * Keys, in order, that divide the records into ranges of about the same size; at no cost that grows with the records.
     *
     * @param ranges how many ranges are wanted, at least 2
     * @return one key less than there are ranges; fewer, or none, if there are few records, or the store cannot tell
     */
    default List<RecordKey> boundaries(int ranges) {
        return List.of();
    }

    /**
     * All documents of the collection with what can be said of each, for whoever examines it before anything is written: records in
     * key order first, then documents whose {@code _id} is no key. Changes nothing.
     */
    default Scan<StoredDocument> scanDocuments() {
        Scan<LegacyScanEntry> entries = scanRecords(Optional.empty());
        return new MappedScan<>(entries, StoredDocument::of);
    }

    /**
     * What has to be made before pending flags can be found without reading the whole collection, a line each: see {@link
     * LegacyBackend#preparation}.
     */
    default List<String> unprepared() {
        return List.of();
    }

    /** How many documents the collection holds. */
    long count();

    /** About how many documents the collection holds, at no cost that grows with them; for progress. */
    default long roughCount() {
        return count();
    }
}
