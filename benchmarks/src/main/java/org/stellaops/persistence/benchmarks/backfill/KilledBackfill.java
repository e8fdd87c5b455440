// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.backfill;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.backfill.BackfillSettings;
import org.stellaops.persistence.dualwrite.verify.Verdict;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;
import org.stellaops.persistence.mongo.LegacyDocuments;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoOptions;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresOptions;

/**
 * A backfill that two processes share, of which one is killed at a random moment and started again, while a third one writes, deletes and
 * puts back records. Arguments: how often it is killed, documents, seed. Exits with 1 unless both stores are equal at the end.
 */
public final class KilledBackfill {

    private static final String PASSWORD = "BACKFILL_PASSWORD";
    private static final int LONGEST_MILLIS = 6_000;
    private static final long LONGEST_RUN_SECONDS = 600;

    private KilledBackfill() {}

    /** Runs it; with the argument {@code child}, the process that is killed. */
    public static void main(String[] arguments) throws SQLException, IOException, InterruptedException {
        if (arguments.length > 0 && arguments[0].equals("child")) {
            child(arguments);
            return;
        }
        int kills = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20;
        long documents = arguments.length > 1 ? Long.parseLong(arguments[1]) : 20_000;
        Random random = new Random(arguments.length > 2 ? Long.parseLong(arguments[2]) : System.nanoTime());
        try (PostgresEngine postgres = PostgresEngine.startEmbedded(PostgresOptions.defaults());
                MongoEngine mongo = MongoEngine.startEmbedded(MongoOptions.defaults())) {
            MongoDatabaseName legacy = mongo.createDatabase();
            PostgresDatabase target = postgres.createDatabase("killed");
            try (Rig rig = new Rig(module(), Sample.TYPE, legacy, target)) {
                LegacyDocuments form = LegacyDocuments.of(Sample.TYPE);
                long unused = rig.load(LongStream.range(0, documents)
                        .mapToObj(it -> form.document(Sample.key(it), Sample.content(it)))
                        .iterator());
                System.exit(run(rig, legacy, target, kills, documents, random) ? 0 : 1);
            }
        }
    }

    private static boolean run(
            Rig rig, MongoDatabaseName legacy, PostgresDatabase target, int kills, long documents, Random random)
            throws IOException, InterruptedException {
        AtomicLong writes = new AtomicLong();
        Thread writer = new Thread(() -> write(rig.records(), documents, writes, new Random(7)), "writer");
        writer.start();
        int killed = 0;
        int started = 0;
        Process companion = start(legacy, target);
        while (killed < kills && started < 20 * kills) {
            companion = companion.isAlive() ? companion : start(legacy, target);
            Process child = start(legacy, target);
            started++;
            if (child.waitFor(2_000L + random.nextInt(LONGEST_MILLIS), TimeUnit.MILLISECONDS)) {
                // It came to its end before; the next one begins a new run.
                continue;
            }
            int code = child.destroyForcibly().waitFor();
            killed += code == 0 ? 0 : 1;
        }
        Process last = start(legacy, target);
        boolean finished = isFinished(last) && isFinished(companion);
        writer.interrupt();
        writer.join();
        VerificationReport report = rig.settled();
        boolean holds = finished && killed == kills && report.verdict() == Verdict.PASS;
        System.out.printf(
                Locale.ROOT,
                "resume: %s killed=%d of %d starts, live writes=%d, verdict=%s, equal=%d of %d documents%n",
                holds ? "holds" : "FAILS",
                killed,
                started + 1,
                writes.get(),
                report.verdict(),
                report.counts().equal(),
                rig.documents());
        return holds;
    }

    private static boolean isFinished(Process process) throws InterruptedException {
        return process.waitFor(LONGEST_RUN_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
    }

    /** Puts, deletes and inserts, some on the keys of the backfill and some on new ones, until it is interrupted. */
    private static void write(RecordStore store, long documents, AtomicLong writes, Random random) {
        while (!Thread.currentThread().isInterrupted()) {
            long number = random.nextLong(documents + documents / 10);
            boolean applied = random.nextInt(4) == 0
                    ? store.delete(Sample.key(number), Precondition.none()).isApplied()
                    : store.put(Sample.key(number), Sample.content(number + 1_000_000), Precondition.none())
                            .isApplied();
            writes.addAndGet(applied ? 1 : 0);
        }
        // The verification is this thread's caller's, which must not be interrupted with it.
        boolean unused = Thread.interrupted();
    }

    private static Process start(MongoDatabaseName legacy, PostgresDatabase target) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                KilledBackfill.class.getName(),
                "child",
                legacy.connectionString(),
                legacy.name(),
                target.address().getHostString(),
                Integer.toString(target.address().getPort()),
                target.name(),
                target.user());
        builder.environment().put(PASSWORD, target.password());
        return builder.inheritIO().start();
    }

    private static void child(String[] arguments) throws SQLException {
        MongoDatabaseName legacy = new MongoDatabaseName(arguments[1], arguments[2]);
        PostgresDatabase target = new PostgresDatabase(
                new java.net.InetSocketAddress(arguments[3], Integer.parseInt(arguments[4])),
                arguments[5],
                arguments[6],
                System.getenv(PASSWORD));
        try (Rig rig = new Rig(module(), Sample.TYPE, legacy, target)) {
            // Small and slow enough to be hit in the middle.
            BackfillRun run = rig.run(BackfillSettings.defaults()
                    .withBatch(250)
                    .withParts(16)
                    .withLease(Duration.ofSeconds(1))
                    .withRecordsPerSecond(2_500));
            System.exit(run.isFinished() && run.counts().addUp() ? 0 : 2);
        }
    }

    private static ModuleDescriptor module() {
        return ModuleDescriptor.of(Sample.MODULE, Sample.TYPE);
    }
}
