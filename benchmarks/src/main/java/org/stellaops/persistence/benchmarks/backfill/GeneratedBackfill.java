// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.backfill;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.stellaops.persistence.benchmarks.results.Figures;
import org.stellaops.persistence.benchmarks.results.Median;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresEngine;

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
        try (PostgresEngine engine = GeneratedModule.engine()) {
            double warm = micros(engine, WARM_UP);
            List<double[]> took = new ArrayList<>();
            for (int i = 0; i < rotations; i++) {
                took.add(new double[] {micros(engine, few), micros(engine, many)});
            }
            double growth = Median.of(took, it -> it[1] / it[0]);
            boolean holds = growth <= BOUND && warm > 0;
            Figures.atMost("backfill-growth", "a record of " + many + ", of one of " + few, growth, "", BOUND);
            System.out.printf(
                    Locale.ROOT,
                    "backfill-growth: %s %.2f us a record of %d, %.2f us of %d: %.2f times; heap of at most %d MB%n",
                    holds ? "holds" : "FAILS",
                    Median.of(took, it -> it[0]),
                    few,
                    Median.of(took, it -> it[1]),
                    many,
                    growth,
                    Runtime.getRuntime().maxMemory() >> 20);
            System.exit(holds ? 0 : 1);
        }
    }

    /** Microseconds a record, in a database of its own. */
    private static double micros(PostgresEngine engine, long records) throws SQLException {
        PostgresDatabase database = engine.createDatabase("generated");
        try (GeneratedModule generated = GeneratedModule.open(database, new GeneratedRecords(records, false))) {
            long began = System.nanoTime();
            BackfillRun run = generated.backfill();
            double took = System.nanoTime() - began;
            if (!run.isFinished() || run.counts().applied() != records) {
                throw new IllegalStateException("the backfill copied " + run.counts());
            }
            return took / 1e3 / records;
        } finally {
            engine.dropDatabase(database);
        }
    }
}
