// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spark.sample;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.mongo.MongoBackend;
import org.stellaops.persistence.postgres.PostgresBackend;
import org.stellaops.persistence.runtime.Backends;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.runtime.config.FixedStages;
import org.stellaops.persistence.runtime.config.ModuleSettings;
import org.stellaops.persistence.spark.ModuleOpener;
import org.stellaops.persistence.spi.KeyRange;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyScanEntry;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.Scan;
import org.stellaops.persistence.spi.ScanEntry;
import org.stellaops.persistence.spi.TargetBackend;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.testkit.fault.Interception;
import org.stellaops.persistence.testkit.generate.GeneratedScan;
import org.stellaops.persistence.value.ContentHash;

/**
 * Opens the module over a MongoDB whose collection is made up while it is read, as many documents as the variable {@value #DOCUMENTS}
 * says: the stand-in reads a whole collection for each query, so that a million of them cannot be in it. Control records, tombstones and
 * everything else of the protocol are in the stand-in, which all processes share.
 */
public final class GeneratedOpener implements ModuleOpener {

    /** Names how many documents there are. */
    public static final String DOCUMENTS = "GENERATED_DOCUMENTS";

    private final long documents = Long.parseLong(System.getenv(DOCUMENTS));

    /** For the service loader. */
    public GeneratedOpener() {}

    @Override
    public Persistence open(Config config, ModuleDescriptor module) {
        return Persistence.builder(config)
                .modules(module)
                .stages(new FixedStages(config))
                .withoutReconcilers()
                .failIfUnreachable()
                .backends(backends(config))
                .open();
    }

    private Backends backends(Config config) {
        return new Backends() {

            @Override
            public LegacyBackend legacy(ModuleDescriptor module, ModuleSettings settings) {
                return generated(MongoBackend.open(config.mongo().orElseThrow(), module.name()));
            }

            @Override
            public TargetBackend target(ModuleDescriptor module, ModuleSettings settings) {
                return PostgresBackend.open(config.postgres(), module.name());
            }
        };
    }

    private LegacyBackend generated(LegacyBackend real) {
        return Interception.of(LegacyBackend.class, (method, arguments) -> {
            Object answer = Interception.call(real, method, arguments);
            return answer instanceof LegacyStore store ? generated(store) : answer;
        });
    }

    private LegacyStore generated(LegacyStore real) {
        return Interception.of(LegacyStore.class, (method, arguments) -> switch (method.getName()) {
            case "count", "roughCount" ->
                arguments == null ? (Object) documents : Interception.call(real, method, arguments);
            case "boundaries" -> boundaries((Integer) arguments[0]);
            case "scanRecords" -> scan(range(arguments[0]), GeneratedOpener::entry);
            case "scan", "scanStored" -> scan(range(arguments[0]), GeneratedOpener::scanEntry);
            case "read" -> Optional.of(record(Sample.number((RecordKey) arguments[0])));
            default -> Interception.call(real, method, arguments);
        });
    }

    private List<RecordKey> boundaries(int ranges) {
        return LongStream.range(1, ranges)
                .map(it -> it * documents / ranges - 1)
                .filter(it -> it >= 0)
                .distinct()
                .mapToObj(Sample::key)
                .toList();
    }

    private <T> Scan<T> scan(KeyRange range, LongFunction<T> each) {
        return new GeneratedScan<>(
                range.after().map(it -> Sample.number(it) + 1).orElse(0L),
                range.upTo().map(it -> Sample.number(it) + 1).orElse(documents),
                each);
    }

    private static KeyRange range(Object argument) {
        return argument instanceof KeyRange range
                ? range
                : new KeyRange(((Optional<?>) argument).map(RecordKey.class::cast), Optional.empty());
    }

    /** A record that nobody has written through the library. */
    private static LegacyRecord record(long number) {
        return new LegacyRecord(
                Sample.key(number),
                VersionStamp.UNVERSIONED,
                Sample.content(number),
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty());
    }

    private static LegacyScanEntry entry(long number) {
        LegacyRecord record = record(number);
        return new LegacyScanEntry(record.key().toString(), Optional.of(record), Optional.empty());
    }

    private static ScanEntry scanEntry(long number) {
        LegacyRecord record = record(number);
        return new ScanEntry(
                record.key(),
                record.stamp(),
                Optional.of(ContentHash.of(record.content())),
                Optional.empty(),
                false,
                Optional.empty());
    }
}
