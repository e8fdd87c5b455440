// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.aggregate;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.stellaops.persistence.benchmarks.SqlScript;
import org.stellaops.persistence.benchmarks.results.Figures;
import org.stellaops.persistence.benchmarks.results.Median;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresOptions;

/**
 * The library's time per call in proportion to hand-written JDBC and to Spring Data JDBC: find, put, a page of 50, with one caller and with
 * four. Blocks are interleaved; each figure is the median of the ratios within a rotation. Arguments: rotations, milliseconds of a block.
 * Exits with 1 if the library takes more than 1.2 times as long as hand-written JDBC, or longer than Spring Data JDBC.
 */
public final class AggregateBenchmark {

    private static final int ROWS = 2_000;
    private static final int CONNECTIONS = 8;
    private static final double BOUND = 1.2;

    private AggregateBenchmark() {}

    /** Runs it. */
    public static void main(String[] arguments) throws SQLException {
        int rotations = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 15;
        long millis = arguments.length > 1 ? Long.parseLong(arguments[1]) : 700;
        try (PostgresEngine engine = PostgresEngine.startEmbedded(PostgresOptions.defaults());
                Blocks blocks = new Blocks()) {
            System.out.println("engine: " + engine.describe());
            PostgresDatabase database = engine.createDatabase("aggregate");
            PostgresDatabase springs = engine.createDatabase("spring");
            try (LibraryOrders library = new LibraryOrders(database, CONNECTIONS);
                    JdbcOrders jdbc = new JdbcOrders(database, CONNECTIONS);
                    SpringOrders spring = new SpringOrders(springs, CONNECTIONS)) {
                List<Orders> all = List.of(library, jdbc, spring);
                for (Orders orders : List.of(library, spring)) {
                    for (int i = 0; i < ROWS; i++) {
                        orders.put(Order.of(i, i));
                    }
                }
                // As the server does by itself within a minute; before, a page by hand-written SQL costs five times as
                // much.
                SqlScript.run(database, List.of("ANALYZE"));
                SqlScript.run(springs, List.of("ANALYZE"));
                System.exit(report(measure(all, blocks, rotations, millis)) ? 0 : 1);
            }
        }
    }

    /** Nanoseconds per call: of each operation with each number of callers, by rotation, in the order of the ways. */
    private static Map<String, List<double[]>> measure(List<Orders> all, Blocks blocks, int rotations, long millis) {
        Map<String, List<double[]>> measured = new LinkedHashMap<>();
        for (int rotation = -2; rotation < rotations; rotation++) {
            for (int threads : List.of(1, 4)) {
                for (Operation operation : Operation.values()) {
                    double[] took = new double[all.size()];
                    for (int i = 0; i < took.length; i++) {
                        // Another one begins each time.
                        int place = Math.floorMod(i + rotation, took.length);
                        Orders orders = all.get(place);
                        took[place] = blocks.nanosPerCall(
                                threads, millis, (caller, count) -> operation.make(orders, ROWS, caller, count));
                    }
                    if (rotation >= 0) {
                        measured.computeIfAbsent(
                                        operation.name().toLowerCase(Locale.ROOT) + threads, it -> new ArrayList<>())
                                .add(took);
                    }
                }
            }
        }
        return measured;
    }

    private static boolean report(Map<String, List<double[]>> measured) {
        StringBuilder line = new StringBuilder();
        boolean holds = true;
        for (Map.Entry<String, List<double[]>> entry : measured.entrySet()) {
            List<double[]> rotations = entry.getValue();
            double jdbc = Median.of(rotations, it -> it[0] / it[1]);
            double spring = Median.of(rotations, it -> it[0] / it[2]);
            System.out.printf(
                    Locale.ROOT,
                    "%s: library %.0f us, jdbc %.0f us, spring %.0f us; library/jdbc %.2f, library/spring %.2f%n",
                    entry.getKey(),
                    Median.of(rotations, it -> it[0]) / 1000,
                    Median.of(rotations, it -> it[1]) / 1000,
                    Median.of(rotations, it -> it[2]) / 1000,
                    jdbc,
                    spring);
            Figures.atMost("aggregate", entry.getKey() + ", of hand-written JDBC", jdbc, "", BOUND);
            Figures.atMost("aggregate", entry.getKey() + ", of Spring Data JDBC", spring, "", 1);
            line.append(String.format(Locale.ROOT, " %s=%.2f/%.2f", entry.getKey(), jdbc, spring));
            holds &= jdbc <= BOUND && spring < 1;
        }
        System.out.println("aggregate: " + (holds ? "holds" : "FAILS") + line + " (times of jdbc/spring)");
        return holds;
    }
}
