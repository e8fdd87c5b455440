// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.memory;

import java.util.NavigableMap;
import java.util.TreeMap;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.UnmappableException;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.value.Canonical;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/**
 * Changes to a legacy store that bypass the library. Works during a simulated outage, and ignores fences and unique
 * keys.
 *
 * <p><b>Threads.</b> Safe for concurrent use.
 */
public final class LegacyInjections {

    private final EntityType<?> type;
    private final Steps steps;
    private final LegacyRecords records;
    private final LegacyTombstones tombstones;
    private final TreeMap<String, String> foreigners = new TreeMap<>();

    LegacyInjections(EntityType<?> type, Steps steps, LegacyRecords records, LegacyTombstones tombstones) {
        this.type = type;
        this.steps = steps;
        this.records = records;
        this.tombstones = tombstones;
    }

    /** Writes a whole document without {@code _sync}, readable or not. */
    public void putDocument(RecordKey key, Struct document) {
        run(() -> records.inject(key, MemoryDocument.foreign(type, key, document)));
    }

    /**
     * Puts a document whose {@code _id} need not be a key of the type.
     *
     * @throws IllegalArgumentException if it is one; {@link #putDocument} is for those
     */
    public void putForeign(Value id, Struct document) {
        try {
            RecordKey key = type.legacyMapping().fromId(id);
            throw new IllegalArgumentException("the _id is that of key " + key + "; use putDocument");
        } catch (UnmappableException e) {
            String problem = e.getMessage() + "; it has " + document.members().size() + " members";
            run(() -> foreigners.put(Canonical.form(id), problem));
        }
    }

    /**
     * Changes the content of a record and leaves its {@code _sync} as it is.
     *
     * @throws IllegalStateException if there is no such record
     */
    public void changeContent(RecordKey key, Struct content) {
        changeDocument(key, type.legacyMapping().toDocument(key, content));
    }

    /**
     * Changes the members of a document and leaves its {@code _sync} as it is; they need not be readable.
     *
     * @throws IllegalStateException if there is no such document
     */
    public void changeDocument(RecordKey key, Struct document) {
        run(() -> {
            MemoryDocument held =
                    records.find(key).orElseThrow(() -> new IllegalStateException("nothing to change at key " + key));
            records.inject(key, held.withBodyOf(MemoryDocument.foreign(type, key, document)));
        });
    }

    /**
     * Writes exactly this record, pending flags and all, over whatever is there: an old copy, or the write of a paused
     * process.
     */
    public void put(LegacyRecord record) {
        MemoryDocument plain =
                MemoryDocument.of(type, Image.Present.of(record.key(), record.stamp(), record.content()));
        MemoryDocument whole = new MemoryDocument(
                plain.body(),
                plain.content(),
                plain.problem(),
                record.stamp(),
                record.storedHash(),
                record.pendingEpoch(),
                record.provisional());
        run(() -> records.inject(record.key(), whole));
    }

    /** Removes a record without a tombstone; false if there was none. */
    public boolean remove(RecordKey key) {
        return steps.behind(() -> records.delete(key, held -> true));
    }

    /** Writes exactly this tombstone. */
    public void put(LegacyTombstone tombstone) {
        run(() -> tombstones.inject(tombstone));
    }

    /** Removes a tombstone; false if there was none. */
    public boolean removeTombstone(RecordKey key) {
        return steps.behind(() -> tombstones.remove(key));
    }

    /** The ids of documents that are no record's, with the reason. For callers inside a step. */
    NavigableMap<String, String> foreigners() {
        return foreigners;
    }

    private void run(Runnable action) {
        steps.behind(() -> {
            action.run();
            return true;
        });
    }
}
