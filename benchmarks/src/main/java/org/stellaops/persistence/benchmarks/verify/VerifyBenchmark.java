// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.verify;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.stellaops.persistence.benchmarks.SqlScript;
import org.stellaops.persistence.benchmarks.results.Figures;
import org.stellaops.persistence.benchmarks.results.Median;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.verify.Verdict;
import org.stellaops.persistence.dualwrite.verify.Verification;
import org.stellaops.persistence.dualwrite.verify.VerificationMode;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;
import org.stellaops.persistence.dualwrite.verify.VerificationSettings;
import org.stellaops.persistence.postgres.PostgresBackend;
import org.stellaops.persistence.spi.KeyRange;
import org.stellaops.persistence.spi.Scan;
import org.stellaops.persistence.spi.ScanEntry;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoOptions;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresOptions;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Value;

/**
 * What verifying costs, as ratios within one run, medians of rotations: full against a raw scan of key, version, token and hash of both
 * stores; deep against draining both; quick against full on a large table, whose legacy side is generated. Arguments: records in both
 * databases, records of the large table, rotations. Exits with 1 if full is below 0.8 of the raw scan, deep below 0.5, or quick not 5
 * times as fast as full where digests are computed.
 */
public final class VerifyBenchmark {

    private static final int WARM_UPS = 4;
    private static final double FULL = 0.8;
    private static final double DEEP = 0.5;
    private static final double QUICK = 5;

    private VerifyBenchmark() {}

    /** Runs it. */
    public static void main(String[] arguments) throws SQLException {
        int records = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
        int large = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000_000;
        int rotations = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 5;
        PostgresOptions options =
                PostgresOptions.defaults().with("shared_buffers", "1GB").with("max_wal_size", "8GB");
        try (PostgresEngine postgres = PostgresEngine.startEmbedded(options)) {
            boolean holds = true;
            if (records > 0) {
                holds = onBoth(postgres, records, rotations);
            }
            if (large > 0) {
                holds &= onLarge(postgres, large, rotations);
            }
            System.exit(holds ? 0 : 1);
        }
    }

    private static boolean onBoth(PostgresEngine postgres, int records, int rotations) throws SQLException {
        try (MongoEngine mongo = MongoEngine.startEmbedded(MongoOptions.defaults());
                FilledStores stores = new FilledStores(mongo, postgres, records)) {
            RawScans raw = new RawScans(stores);
            List<double[]> took = new ArrayList<>();
            for (int rotation = -WARM_UPS; rotation < rotations; rotation++) {
                double[] times = {
                    seconds(2L * records, raw::stored),
                    seconds(records, () -> verify(stores.pair(), VerificationMode.FULL)),
                    seconds(records, () -> verify(stores.pair(), VerificationMode.QUICK)),
                    seconds(2L * records, raw::contents),
                    seconds(records, () -> verify(stores.pair(), VerificationMode.DEEP))
                };
                System.out.println(
                        "verify: rotation " + rotation + " raw, full, quick, drained, deep in s: " + shown(times));
                if (rotation >= 0) {
                    took.add(times);
                }
            }
            double full = median(took, 0, 1);
            double deep = median(took, 3, 4);
            boolean holds = full >= FULL && deep >= DEEP;
            Figures.atLeast("verify-ratio", "full, of a raw double scan", full, "", FULL);
            Figures.atLeast("verify-ratio", "deep, of draining both", deep, "", DEEP);
            System.out.printf(
                    Locale.ROOT,
                    "verify-ratio: %s records=%d on %s: full=%.2f of the raw double scan, deep=%.2f of draining both%n",
                    holds ? "holds" : "FAILS",
                    records,
                    mongo.describe(),
                    full,
                    deep);
            return holds;
        }
    }

    private static boolean onLarge(PostgresEngine postgres, int records, int rotations) throws SQLException {
        PostgresDatabase database = postgres.createDatabase("large");
        try (PostgresBackend target = PostgresBackend.open(FilledStores.config(database), Things.MODULE)) {
            TargetStore store = target.store(Things.TYPE);
            long empty = store.count();
            List<ContentHash> hashes = fill(database, records - empty);
            EntityPair scanned = new EntityPair(Things.TYPE, new GeneratedLegacy(hashes, false).store(), store);
            EntityPair digested = new EntityPair(Things.TYPE, new GeneratedLegacy(hashes, true).store(), store);
            List<double[]> took = new ArrayList<>();
            for (int rotation = -1; rotation < rotations; rotation++) {
                double[] times = {
                    seconds(records, () -> verify(scanned, VerificationMode.FULL)),
                    seconds(records, () -> verify(scanned, VerificationMode.QUICK)),
                    seconds(records, () -> verify(digested, VerificationMode.QUICK)),
                    seconds(records, () -> drained(store)),
                    seconds(
                            records,
                            () -> store.digest(KeyRange.ALL).orElseThrow().records())
                };
                System.out.println("verify: rotation " + rotation
                        + " full, quick with one side scanned, quick, target drained, target digested in s: "
                        + shown(times));
                if (rotation >= 0) {
                    took.add(times);
                }
            }
            // The legacy side is made in memory, so that nearly all of either is the side that computes digests.
            double whole = median(took, 0, 2);
            boolean holds = whole >= QUICK;
            Figures.atLeast("verify-ratio", "quick, of full, where digests are computed", whole, "", QUICK);
            System.out.printf(
                    Locale.ROOT,
                    "verify-ratio: %s large=%d: quick is %.1f times as fast as full where digests are computed"
                            + " (a digest %.1f times as fast as a scan; quick %.1f with the other side scanned)%n",
                    holds ? "holds" : "FAILS",
                    records,
                    whole,
                    median(took, 3, 4),
                    median(took, 0, 1));
            return holds;
        }
    }

    /** Rows with a hash each that the other side has as well; no content is read. */
    private static List<ContentHash> fill(PostgresDatabase database, long records) throws SQLException {
        List<ContentHash> some = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            some.add(ContentHash.of(Value.of(i)));
        }
        String hashes = String.join("','", some.stream().map(ContentHash::hex).toList());
        SqlScript.run(
                database,
                List.of(
                        """
                    INSERT INTO bench.things (id, name, number, body)
                    SELECT 'thing-' || lpad(n::text, 8, '0'), 'name', n, repeat('body ', 180) FROM generate_series(0, %d) n""".formatted(records - 1),
                        """
                    INSERT INTO bench.sync_state (entity, tenant, id, version, token, hash)
                    SELECT 'things', '', 'thing-' || lpad(n::text, 8, '0'), %d + n, '01JBENCH' || lpad(n::text, 18, '0'),
                        (ARRAY['%s'])[n %% 16 + 1] FROM generate_series(0, %d) n""".formatted(1L << 40, hashes, records - 1),
                        "VACUUM ANALYZE",
                        "CHECKPOINT"));
        List<ContentHash> all = new ArrayList<>();
        for (int i = 0; i < records; i++) {
            all.add(some.get(i % 16));
        }
        return all;
    }

    private static long drained(TargetStore store) {
        long read = 0;
        try (Scan<ScanEntry> scan = store.scanStored(Optional.empty())) {
            while (scan.hasNext()) {
                read += scan.next().pending() ? 0 : 1;
            }
        }
        return read;
    }

    private static long verify(EntityPair pair, VerificationMode mode) {
        VerificationReport report = new Verification(
                        pair, VerificationSettings.defaults().withMode(mode), DualWriteListener.none())
                .run(Stage.SHADOW_READ);
        if (report.verdict() != Verdict.PASS) {
            throw new IllegalStateException(report.describe());
        }
        return report.counts().equal();
    }

    private static double seconds(long expected, LongSupplier work) {
        long begin = System.nanoTime();
        long read = work.getAsLong();
        double took = (System.nanoTime() - begin) / 1e9;
        if (read != expected) {
            throw new IllegalStateException(read + " records were read, not " + expected);
        }
        return took;
    }

    /** The median of how many times as long the first took. */
    private static double median(List<double[]> took, int first, int second) {
        return Median.of(took, it -> it[first] / it[second]);
    }

    private static String shown(double[] times) {
        return String.join(
                ", ",
                Arrays.stream(times)
                        .mapToObj(it -> String.format(Locale.ROOT, "%.2f", it))
                        .toList());
    }
}
