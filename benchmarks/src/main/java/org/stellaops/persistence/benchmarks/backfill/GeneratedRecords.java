// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.backfill;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.spi.KeyRange;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyScanEntry;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.ScanEntry;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.testkit.fault.Interception;
import org.stellaops.persistence.testkit.generate.GeneratedScan;
import org.stellaops.persistence.testkit.memory.MemoryLegacyBackend;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;

/** A legacy store whose records are made while they are read, so that no heap holds them; all else is that of a store in memory. */
final class GeneratedRecords {

    private static final long FIRST_VERSION = 1L << 40;

    private final long records;
    private final boolean written;

    /**
     * So many records.
     *
     * @param written whether the library has written them, so that they have versions and hashes
     */
    GeneratedRecords(long records, boolean written) {
        this.records = records;
        this.written = written;
    }

    /** The backend in which every store has these records. */
    LegacyBackend in(MemoryLegacyBackend memory) {
        return Interception.of(LegacyBackend.class, (method, arguments) -> {
            Object answer = Interception.call(memory, method, arguments);
            return answer instanceof LegacyStore store ? in(store) : answer;
        });
    }

    private LegacyStore in(LegacyStore store) {
        return Interception.of(LegacyStore.class, (method, arguments) -> switch (method.getName()) {
            case "count", "roughCount" -> records;
            case "scanRecords" -> new GeneratedScan<>(behind(arguments), records, this::record);
            case "scan" -> new GeneratedScan<>(behind(arguments), records, it -> entry(it, true));
            case "scanStored" -> new GeneratedScan<>(behind(arguments), records, it -> entry(it, false));
            case "digest" -> Optional.empty();
            default -> Interception.call(store, method, arguments);
        });
    }

    private static long behind(@Nullable Object @Nullable [] arguments) {
        Object from = arguments == null ? null : arguments[0];
        Optional<?> after =
                from instanceof KeyRange range ? range.after() : from instanceof Optional<?> it ? it : Optional.empty();
        return after.map(it -> Long.parseLong(((RecordKey) it).id().replaceFirst("^\\D+", "")) + 1)
                .orElse(0L);
    }

    private LegacyScanEntry record(long number) {
        RecordKey key = Sample.key(number);
        Struct content = Sample.content(number);
        LegacyRecord record =
                new LegacyRecord(key, stamp(number), content, hash(content), OptionalLong.empty(), Optional.empty());
        return new LegacyScanEntry(key.toString(), Optional.of(record), Optional.empty());
    }

    private ScanEntry entry(long number, boolean withContent) {
        Struct content = Sample.content(number);
        Optional<ContentHash> stored = hash(content);
        Optional<ContentHash> hash = withContent ? Optional.of(ContentHash.of(content)) : stored;
        return new ScanEntry(Sample.key(number), stamp(number), hash, stored, false, Optional.empty());
    }

    private Optional<ContentHash> hash(Struct content) {
        return written ? Optional.of(ContentHash.of(content)) : Optional.empty();
    }

    private VersionStamp stamp(long number) {
        return written
                ? new VersionStamp(FIRST_VERSION + number, String.format(Locale.ROOT, "01JBENCH%018d", number))
                : VersionStamp.UNVERSIONED;
    }
}
