// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.backfill;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.benchmarks.results.Figures;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.DualWriteModule;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.backfill.BackfillSettings;
import org.stellaops.persistence.postgres.PostgresBackend;
import org.stellaops.persistence.postgres.config.PostgresConfig;
import org.stellaops.persistence.postgres.config.PostgresSecurity;
import org.stellaops.persistence.postgres.config.SecurityCheck;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyScanEntry;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.Scan;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresOptions;
import org.stellaops.persistence.testkit.memory.MemoryLegacyBackend;

/**
 * A backfill of records that are generated while they are read, so that no heap holds them: what a record costs with ten thousand and with
 * a million of them, and whether a small heap is enough. Arguments: the least and the most records, rotations. Exits with 1 if a record of
 * many costs more than 1.15 times one of few.
 */
public final class GeneratedBackfill {

    private static final double BOUND = 1.15;
    private static final int WARM_UP = 30_000;

    private GeneratedBackfill() {}

    /** Runs it. */
    public static void main(String[] arguments) throws SQLException {
        long few = arguments.length > 0 ? Long.parseLong(arguments[0]) : 10_000;
        long many = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1_000_000;
        int rotations = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 5;
        PostgresOptions options = PostgresOptions.defaults().with("max_wal_size", "8GB");
        try (PostgresEngine engine = PostgresEngine.startEmbedded(options)) {
            double warm = micros(engine, WARM_UP);
            List<double[]> took = new ArrayList<>();
            for (int i = 0; i < rotations; i++) {
                took.add(new double[] {micros(engine, few), micros(engine, many)});
            }
            double growth =
                    median(took.stream().mapToDouble(it -> it[1] / it[0]).toArray());
            boolean holds = growth <= BOUND && warm > 0;
            Figures.atMost("backfill-growth", "a record of " + many + ", of one of " + few, growth, "", BOUND);
            System.out.printf(
                    Locale.ROOT,
                    "backfill-growth: %s %.2f us a record of %d, %.2f us of %d: %.2f times; heap of at most %d MB%n",
                    holds ? "holds" : "FAILS",
                    median(took.stream().mapToDouble(it -> it[0]).toArray()),
                    few,
                    median(took.stream().mapToDouble(it -> it[1]).toArray()),
                    many,
                    growth,
                    Runtime.getRuntime().maxMemory() >> 20);
            System.exit(holds ? 0 : 1);
        }
    }

    /** Microseconds a record, in a database of its own. */
    private static double micros(PostgresEngine engine, long records) throws SQLException {
        PostgresDatabase database = engine.createDatabase("generated");
        MemoryLegacyBackend memory = new MemoryLegacyBackend();
        PostgresConfig config = PostgresConfig.of(database.jdbcUrl(), database.user(), database.password())
                .withSecurity(PostgresSecurity.defaults().reporting(SecurityCheck.LOGIN));
        try (PostgresBackend target = PostgresBackend.open(config, Sample.MODULE);
                DualWriteModule module = DualWriteModule.builder(Sample.MODULE)
                        .legacy(generating(memory, records))
                        .target(target)
                        .types(Sample.TYPE)
                        .stage(Stage.DUAL_WRITE)
                        .withoutReconciler()
                        .open()) {
            long began = System.nanoTime();
            BackfillRun run = module.backfill(Sample.TYPE, target.checkpoints(), BackfillSettings.defaults())
                    .run();
            double took = System.nanoTime() - began;
            if (!run.isFinished() || run.counts().applied() != records) {
                throw new IllegalStateException("the backfill copied " + run.counts());
            }
            return took / 1e3 / records;
        } finally {
            engine.dropDatabase(database);
        }
    }

    private static LegacyBackend generating(MemoryLegacyBackend memory, long records) {
        return proxy(LegacyBackend.class, (method, arguments) -> {
            Object answer = call(memory, method, arguments);
            return answer instanceof LegacyStore store ? generating(store, records) : answer;
        });
    }

    private static LegacyStore generating(LegacyStore store, long records) {
        return proxy(LegacyStore.class, (method, arguments) -> switch (method.getName()) {
            case "count", "roughCount" -> records;
            case "scanRecords" -> new Generated(records);
            default -> call(store, method, arguments);
        });
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

    private static double median(double[] numbers) {
        double[] sorted = numbers.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** Records that nobody has written through the library. */
    private static final class Generated implements Scan<LegacyScanEntry> {

        private final long records;
        private long next;

        Generated(long records) {
            this.records = records;
        }

        @Override
        public boolean hasNext() {
            return next < records;
        }

        @Override
        public LegacyScanEntry next() {
            RecordKey key = Sample.key(next);
            LegacyRecord record = new LegacyRecord(
                    key,
                    VersionStamp.UNVERSIONED,
                    Sample.content(next++),
                    Optional.empty(),
                    OptionalLong.empty(),
                    Optional.empty());
            return new LegacyScanEntry(key.toString(), Optional.of(record), Optional.empty());
        }

        @Override
        public void close() {
            next = records;
        }
    }
}
