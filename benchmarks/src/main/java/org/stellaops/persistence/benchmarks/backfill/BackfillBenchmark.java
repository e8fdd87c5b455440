// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.backfill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.LongStream;
import org.bson.BsonDocument;
import org.stellaops.persistence.benchmarks.results.Figures;
import org.stellaops.persistence.benchmarks.results.Median;
import org.stellaops.persistence.dualwrite.backfill.BackfillSettings;
import org.stellaops.persistence.modules.Catalogue;
import org.stellaops.persistence.modules.vuln.Advisories;
import org.stellaops.persistence.modules.vuln.OsvLine;
import org.stellaops.persistence.modules.vuln.OsvReader;
import org.stellaops.persistence.mongo.LegacyDocuments;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoOptions;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresOptions;

/**
 * Records per second of a raw cursor, of a raw COPY, of a script with a batched upsert and of a backfill, one after the other in each
 * rotation. What is asked, from 50,000 documents on, compares with COPY alone; said beside it is what a COPY with a whole ANALYZE takes.
 * Arguments: rotations, a file of advisories or {@code -}, and numbers of documents. Exits with 1 if a claim fails.
 */
public final class BackfillBenchmark {

    private static final double OF_LIMIT = 0.7;
    private static final double OF_AGGREGATE = 0.6;
    private static final double OF_SCRIPT = 2;

    /** Of fewer, a run takes about as long for its checkpoint, its statistics and its entry in the audit trail as for the documents. */
    private static final long LEAST_CLAIMED = 50_000;

    private static final int LEAST_WARM_UPS = 2;

    /** Before the first measurement, so that few documents are not measured with code that is being compiled. */
    private static final long WARMING_DOCUMENTS = 400_000;

    private static final double NANOS = 1e9;

    private final int rotations;
    private boolean holds = true;

    private BackfillBenchmark(int rotations) {
        this.rotations = rotations;
    }

    /** Runs it. */
    public static void main(String[] arguments) throws SQLException, IOException {
        List<String> given = new ArrayList<>(Arrays.asList(arguments));
        int rotations = given.isEmpty() ? 5 : Integer.parseInt(given.remove(0));
        String advisories = given.isEmpty() ? "-" : given.remove(0);
        List<String> sizes = given.isEmpty() ? List.of("10000", "50000", "100000") : given;
        BackfillBenchmark benchmark = new BackfillBenchmark(rotations);
        try (PostgresEngine postgres = PostgresEngine.startEmbedded(PostgresOptions.defaults())) {
            for (String size : sizes) {
                // An engine for each, so that no heap holds the documents of another.
                try (MongoEngine mongo = MongoEngine.startEmbedded(MongoOptions.defaults())) {
                    benchmark.samples(mongo, postgres, Long.parseLong(size));
                }
            }
            if (Files.exists(Path.of(advisories))) {
                try (MongoEngine mongo = MongoEngine.startEmbedded(MongoOptions.defaults())) {
                    benchmark.advisories(mongo, postgres, Path.of(advisories));
                }
            } else {
                System.out.println("backfill-ratio: no file of advisories, so the aggregate was not measured");
            }
            System.out.println(
                    "backfill-ratio: " + (benchmark.holds ? "holds" : "FAILS") + " on " + postgres.describe());
        }
        System.exit(benchmark.holds ? 0 : 1);
    }

    /** Seconds of one rotation. */
    private record Took(double drain, double copy, double analysis, double script, double backfill) {

        double ofLimit() {
            return Math.max(drain, copy) / backfill;
        }

        /** A backfill leaves its tables analysed, which COPY does not: the same work by hand. */
        double ofSameWork() {
            return Math.max(drain, copy + analysis) / backfill;
        }
    }

    private interface Work {
        long run() throws SQLException;
    }

    private void samples(MongoEngine mongo, PostgresEngine postgres, long size) throws SQLException {
        ModuleDescriptor module = ModuleDescriptor.of(Sample.MODULE, Sample.TYPE);
        try (Rig rig = new Rig(module, Sample.TYPE, mongo.createDatabase(), postgres.createDatabase("samples"))) {
            LegacyDocuments documents = LegacyDocuments.of(Sample.TYPE);
            Iterator<BsonDocument> all = LongStream.range(0, size)
                    .mapToObj(it -> documents.document(Sample.key(it), Sample.content(it)))
                    .iterator();
            List<Took> took = measure(rig, rig.load(all), new NaiveScript(rig)::copy);
            double limit = Median.of(took, Took::ofLimit);
            double script = Median.of(took, it -> it.script() / it.backfill());
            claim(size, "of the slower raw way", limit, OF_LIMIT);
            claim(size, "of a script", script, OF_SCRIPT);
            Figures.plain(
                    "backfill-ratio",
                    size + " documents, of the slower raw way with ANALYZE",
                    Median.of(took, Took::ofSameWork),
                    "");
            report(
                    "samples of 1 KB",
                    size,
                    took,
                    String.format(
                            Locale.ROOT, " script=%.0f of-script=%.2f", size / Median.of(took, Took::script), script));
        }
    }

    private void claim(long size, String what, double ratio, double least) {
        String figure = size + " documents, " + what;
        if (size < LEAST_CLAIMED) {
            Figures.plain("backfill-ratio", figure, ratio, "");
        } else {
            Figures.atLeast("backfill-ratio", figure, ratio, "", least);
            holds &= ratio >= least;
        }
    }

    private void advisories(MongoEngine mongo, PostgresEngine postgres, Path file) throws SQLException, IOException {
        ModuleDescriptor module = Catalogue.find("vuln").orElseThrow();
        try (Rig rig = new Rig(module, Advisories.TYPE, mongo.createDatabase(), postgres.createDatabase("vuln"))) {
            long loaded = rig.load(documents(file).iterator());
            List<Took> took = measure(rig, loaded, () -> loaded);
            double ofCopy = Median.of(took, it -> it.copy() / it.backfill());
            Figures.atLeast("backfill-ratio", "advisories, of COPY", ofCopy, "", OF_AGGREGATE);
            report("advisories", loaded, took, String.format(Locale.ROOT, " of-copy=%.2f", ofCopy));
            holds &= ofCopy >= OF_AGGREGATE;
        }
    }

    private static List<BsonDocument> documents(Path file) throws IOException {
        LegacyDocuments documents = LegacyDocuments.of(Advisories.TYPE);
        List<BsonDocument> all = new ArrayList<>();
        try (OsvReader lines = OsvReader.open(file)) {
            for (Optional<OsvReader.Numbered> next = lines.next(); next.isPresent(); next = lines.next()) {
                if (next.get().line() instanceof OsvLine.Advisory it) {
                    all.add(documents.document(it.key(), it.content()));
                }
            }
        }
        return all;
    }

    private List<Took> measure(Rig rig, long size, Work script) throws SQLException {
        rig.empty();
        require(size, rig.backfill(BackfillSettings.defaults()));
        rig.keepRows();
        List<Took> took = new ArrayList<>();
        int warmUps = (int) Math.max(LEAST_WARM_UPS, WARMING_DOCUMENTS / size);
        for (int rotation = -warmUps; rotation < rotations; rotation++) {
            double drain = seconds(rig, size, rig::drain);
            double copy = seconds(rig, size, rig::copyRaw);
            double analysis = seconds(size, () -> {
                rig.analyze();
                return size;
            });
            double naive = seconds(rig, size, script);
            double backfill = seconds(rig, size, () -> rig.backfill(BackfillSettings.defaults()));
            require(size, rig.count());
            if (rotation >= 0) {
                took.add(new Took(drain, copy, analysis, naive, backfill));
            }
        }
        return took;
    }

    private static double seconds(Rig rig, long size, Work work) throws SQLException {
        rig.empty();
        System.gc();
        return seconds(size, work);
    }

    private static double seconds(long size, Work work) throws SQLException {
        long began = System.nanoTime();
        long done = work.run();
        double took = (System.nanoTime() - began) / NANOS;
        require(size, done);
        return took;
    }

    private static void require(long size, long done) {
        if (done != size) {
            throw new IllegalStateException(done + " of " + size + " records were copied");
        }
    }

    private static void report(String what, long size, List<Took> took, String more) {
        System.out.printf(
                Locale.ROOT,
                "backfill-ratio: %s n=%d per second: cursor=%.0f copy=%.0f backfill=%.0f; of-limit=%.2f, with ANALYZE by hand %.2f%s%n",
                what,
                size,
                size / Median.of(took, Took::drain),
                size / Median.of(took, Took::copy),
                size / Median.of(took, Took::backfill),
                Median.of(took, Took::ofLimit),
                Median.of(took, Took::ofSameWork),
                more);
    }
}
