// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.memory;

import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.spi.KeyRange;
import org.stellaops.persistence.spi.LegacyScanEntry;
import org.stellaops.persistence.spi.Scan;
import org.stellaops.persistence.spi.ScanEntry;
import org.stellaops.persistence.value.ContentHash;

/** Scans of a legacy store: records in key order, then documents whose {@code _id} is no key. */
final class LegacyScans {

    /** A key, or once these are at their end, the id of a foreign document. */
    private record Position(Optional<RecordKey> key, String foreign) {}

    private final Steps steps;
    private final LegacyRecords records;
    private final LegacyInjections injected;

    LegacyScans(Steps steps, LegacyRecords records, LegacyInjections injected) {
        this.steps = steps;
        this.records = records;
        this.injected = injected;
    }

    Scan<ScanEntry> scanEntries(Optional<RecordKey> after) {
        return new MemoryScan<>(
                after,
                position -> steps.step(() -> records.behind(position).entrySet().stream()
                        .findFirst()
                        .map(it -> new MemoryScan.Found<>(it.getKey(), scanEntry(it.getKey(), it.getValue())))));
    }

    Scan<ScanEntry> storedEntries(Optional<RecordKey> after) {
        return new MemoryScan<>(
                after,
                position -> steps.step(() -> records.behind(position).entrySet().stream()
                        .findFirst()
                        .map(it -> new MemoryScan.Found<>(it.getKey(), storedEntry(it.getKey(), it.getValue())))));
    }

    private static ScanEntry storedEntry(RecordKey key, MemoryDocument document) {
        return new ScanEntry(
                key,
                document.stamp(),
                document.hash(),
                document.hash(),
                document.isPendingOrProvisional(),
                Optional.empty());
    }

    Scan<LegacyScanEntry> entries(KeyRange range) {
        return new MemoryScan<>(
                Optional.of(new Position(range.after(), "")),
                position -> steps.step(() -> entry(position.orElseThrow(), range)));
    }

    /** Of all keys. */
    List<RecordKey> boundaries(int ranges) {
        return KeyRange.boundaries(
                steps.step(() -> List.copyOf(records.behind(Optional.empty()).keySet())), ranges);
    }

    private Optional<MemoryScan.Found<Position, LegacyScanEntry>> entry(Position position, KeyRange range) {
        Optional<MemoryScan.Found<Position, LegacyScanEntry>> record =
                position.foreign().isEmpty()
                        ? records.behind(position.key()).entrySet().stream()
                                .findFirst()
                                .filter(it -> range.contains(it.getKey()))
                                .map(it -> entry(it.getKey(), it.getValue()))
                        : Optional.empty();
        return record.or(() -> range.upTo().isEmpty() ? foreign(position) : Optional.empty());
    }

    private static MemoryScan.Found<Position, LegacyScanEntry> entry(RecordKey key, MemoryDocument document) {
        return new MemoryScan.Found<>(
                new Position(Optional.of(key), ""),
                new LegacyScanEntry(key.toString(), document.record(key), document.problem()));
    }

    private Optional<MemoryScan.Found<Position, LegacyScanEntry>> foreign(Position position) {
        return injected.foreigners().tailMap(position.foreign() + '\0').entrySet().stream()
                .findFirst()
                .map(it -> new MemoryScan.Found<>(
                        new Position(position.key(), it.getKey()),
                        new LegacyScanEntry(it.getKey(), Optional.empty(), Optional.of(it.getValue()))));
    }

    private static ScanEntry scanEntry(RecordKey key, MemoryDocument document) {
        return new ScanEntry(
                key,
                document.stamp(),
                document.content().map(ContentHash::of),
                document.hash(),
                document.isPendingOrProvisional(),
                document.problem());
    }
}
