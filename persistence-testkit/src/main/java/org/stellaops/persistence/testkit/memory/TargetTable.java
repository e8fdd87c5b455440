// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.memory;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.KeyRange;
import org.stellaops.persistence.spi.RangeDigest;
import org.stellaops.persistence.spi.ScanEntry;
import org.stellaops.persistence.spi.TargetState;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;

/** The rows of an entity type and the {@code sync_state} beside them. Called inside steps only. */
final class TargetTable {

    private final EntityType<?> type;
    private final UniqueIndex unique;
    private final TreeMap<RecordKey, Struct> rows = new TreeMap<>();
    private final TreeMap<RecordKey, TargetState> states = new TreeMap<>();

    TargetTable(EntityType<?> type) {
        this.type = type;
        this.unique = new UniqueIndex(type);
    }

    EntityType<?> type() {
        return type;
    }

    Optional<Struct> row(RecordKey key) {
        return Optional.ofNullable(rows.get(key));
    }

    Optional<TargetState> state(RecordKey key) {
        return Optional.ofNullable(states.get(key));
    }

    SortedMap<RecordKey, Struct> rowsBehind(Optional<RecordKey> after) {
        return after.<SortedMap<RecordKey, Struct>>map(it -> rows.tailMap(it, false))
                .orElse(rows);
    }

    SortedMap<RecordKey, TargetState> statesBehind(Optional<RecordKey> after) {
        return after.<SortedMap<RecordKey, TargetState>>map(it -> states.tailMap(it, false))
                .orElse(states);
    }

    /** The stamp of a row; a row that bypassed the library has none. */
    VersionStamp stampOf(RecordKey key) {
        return state(key).map(TargetState::stamp).orElse(VersionStamp.UNVERSIONED);
    }

    Optional<StoredRecord> record(RecordKey key) {
        return row(key).map(it -> new StoredRecord(key, it, stampOf(key)));
    }

    /** The current image of the key; also empty if it is evicted, since its content is not stored then. */
    Optional<Image> image(RecordKey key) {
        Optional<Struct> row = row(key);
        if (row.isPresent()) {
            return Optional.of(Image.Present.of(key, stampOf(key), row.get()));
        }
        return state(key).filter(TargetState::deleted).map(it -> new Image.Tombstone(key, it.stamp()));
    }

    ScanEntry scanEntry(RecordKey key, Struct row) {
        Optional<TargetState> state = state(key);
        return new ScanEntry(
                key,
                stampOf(key),
                Optional.of(ContentHash.of(row)),
                state.flatMap(TargetState::storedHash),
                state.filter(TargetState::isPending).isPresent(),
                Optional.empty());
    }

    /** As {@link #scanEntry}, by what is kept beside the row. */
    ScanEntry storedEntry(RecordKey key) {
        Optional<TargetState> state = state(key);
        Optional<ContentHash> hash = state.flatMap(TargetState::storedHash);
        boolean pending = state.filter(TargetState::isPending).isPresent();
        return new ScanEntry(key, stampOf(key), hash, hash, pending, Optional.empty());
    }

    /** The rows and the states of a range, each by themselves. */
    RangeDigest digest(KeyRange range) {
        RangeDigest ofRows = RangeDigest.EMPTY;
        for (RecordKey key : rowsBehind(range.after()).keySet()) {
            if (range.contains(key)) {
                ofRows = ofRows.plus(entry(key, VersionStamp.UNVERSIONED, Optional.empty()));
            }
        }
        RangeDigest ofStates = RangeDigest.EMPTY;
        for (Map.Entry<RecordKey, TargetState> it : statesBehind(range.after()).entrySet()) {
            if (range.contains(it.getKey()) && !it.getValue().deleted()) {
                ofStates = ofStates.plus(
                        entry(it.getKey(), it.getValue().stamp(), it.getValue().storedHash()));
            }
        }
        return new RangeDigest(ofRows.records(), ofRows.keys(), ofStates.states(), ofStates.first(), ofStates.second());
    }

    private static ScanEntry entry(RecordKey key, VersionStamp stamp, Optional<ContentHash> hash) {
        return new ScanEntry(key, stamp, hash, hash, false, Optional.empty());
    }

    Optional<UniqueIndex.Clash> clash(RecordKey key, Struct content) {
        return type.uniqueKeys().isEmpty() ? Optional.empty() : unique.clash(key, content, rows);
    }

    void put(RecordKey key, Struct content, TargetState state) {
        rows.put(key, content);
        states.put(key, state);
    }

    void putTombstone(RecordKey key, VersionStamp stamp, OptionalLong pending) {
        rows.remove(key);
        putState(key, new TargetState(stamp, true, Optional.empty(), pending, false));
    }

    void putState(RecordKey key, TargetState state) {
        states.put(key, state);
    }

    void injectRow(RecordKey key, Struct content) {
        rows.put(key, content);
    }

    @CanIgnoreReturnValue
    boolean removeRow(RecordKey key) {
        return rows.remove(key) != null;
    }

    boolean removeState(RecordKey key) {
        return states.remove(key) != null;
    }

    long count() {
        return rows.size();
    }

    /** What restores the state of now. */
    Runnable keep() {
        Runnable keptRows = Kept.of(rows);
        Runnable keptStates = Kept.of(states);
        return () -> {
            keptRows.run();
            keptStates.run();
        };
    }

    String dump() {
        return type + "\nrows " + rows + "\nstates " + states + "\n";
    }
}
