// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.backfill;

import java.sql.SQLException;
import java.util.Locale;
import org.stellaops.persistence.benchmarks.results.Figures;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.verify.Verdict;
import org.stellaops.persistence.dualwrite.verify.Verification;
import org.stellaops.persistence.dualwrite.verify.VerificationMode;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;
import org.stellaops.persistence.dualwrite.verify.VerificationSettings;
import org.stellaops.persistence.testkit.engine.PostgresEngine;

/**
 * Whether the heap that the process was given is enough to copy generated records and to verify them in each mode, of which a heap that is
 * too small is the end. Arguments: records. Exits with 1 unless all of them were copied and found equal.
 */
public final class FlatHeap {

    private static final double MOST_MEGABYTES = 256;

    private final GeneratedModule generated;
    private final long records;
    private final StringBuilder took = new StringBuilder();
    private boolean holds = true;

    private FlatHeap(GeneratedModule generated, long records) {
        this.generated = generated;
        this.records = records;
    }

    /** Runs it. */
    public static void main(String[] arguments) throws SQLException {
        long records = arguments.length > 0 ? Long.parseLong(arguments[0]) : 1_000_000;
        boolean holds;
        try (PostgresEngine engine = GeneratedModule.engine();
                GeneratedModule generated =
                        GeneratedModule.open(engine.createDatabase("flat"), new GeneratedRecords(records, true))) {
            holds = new FlatHeap(generated, records).run();
        }
        System.exit(holds ? 0 : 1);
    }

    private boolean run() {
        step("backfill", this::copied);
        step("full", () -> equal(VerificationMode.FULL));
        step("quick", () -> equal(VerificationMode.QUICK));
        step("deep", () -> equal(VerificationMode.DEEP));
        double megabytes = Runtime.getRuntime().maxMemory() / (double) (1 << 20);
        holds &= megabytes <= MOST_MEGABYTES;
        Figures.atMost("flat-heap", "heap for " + records + " records", megabytes, "MB", MOST_MEGABYTES);
        System.out.printf(
                Locale.ROOT,
                "flat-heap: %s %d records with a heap of at most %.0f MB, in s:%s%n",
                holds ? "holds" : "FAILS",
                records,
                megabytes,
                took);
        return holds;
    }

    private interface Step {
        long run();
    }

    private void step(String what, Step step) {
        long begun = System.nanoTime();
        long done = step.run();
        took.append(String.format(Locale.ROOT, " %s=%.1f", what, (System.nanoTime() - begun) / 1e9));
        if (done != records) {
            holds = false;
            took.append(" (").append(done).append(" records)");
        }
    }

    private long copied() {
        BackfillRun run = generated.backfill();
        return run.isFinished() ? run.counts().applied() : 0;
    }

    private long equal(VerificationMode mode) {
        VerificationSettings settings = VerificationSettings.defaults().withMode(mode);
        VerificationReport report = new Verification(
                        generated.module().pair(Sample.TYPE), settings, DualWriteListener.none())
                .run(Stage.DUAL_WRITE);
        return report.verdict() == Verdict.PASS ? report.counts().equal() : 0;
    }
}
