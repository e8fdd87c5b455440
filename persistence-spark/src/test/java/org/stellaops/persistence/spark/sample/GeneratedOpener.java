// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spark.sample;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
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
import org.stellaops.persistence.spi.ScanEntry;
import org.stellaops.persistence.spi.TargetBackend;
import org.stellaops.persistence.spi.VersionStamp;
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
        return proxy(LegacyBackend.class, (method, arguments) -> {
            Object answer = call(real, method, arguments);
            return answer instanceof LegacyStore store ? generated(store) : answer;
        });
    }

    private LegacyStore generated(LegacyStore real) {
        return proxy(LegacyStore.class, (method, arguments) -> switch (method.getName()) {
            case "count", "roughCount" -> arguments == null ? (Object) documents : call(real, method, arguments);
            case "boundaries" -> boundaries((Integer) arguments[0]);
            case "scanRecords" -> new GeneratedScan<>(range(arguments[0]), documents, GeneratedOpener::entry);
            case "scan", "scanStored" ->
                new GeneratedScan<>(range(arguments[0]), documents, GeneratedOpener::scanEntry);
            case "read" -> Optional.of(record(Sample.number((RecordKey) arguments[0])));
            default -> call(real, method, arguments);
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

    private interface Behaviour {
        @Nullable
        Object on(Method method, @Nullable Object @Nullable [] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> kind, Behaviour behaviour) {
        return kind.cast(Proxy.newProxyInstance(
                kind.getClassLoader(),
                new Class<?>[] {kind},
                (self, method, arguments) -> behaviour.on(method, arguments)));
    }

    private static @Nullable Object call(Object real, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
