// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.aggregate;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.stellaops.persistence.benchmarks.SqlScript;
import org.stellaops.persistence.benchmarks.results.Figures;
import org.stellaops.persistence.benchmarks.results.Median;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresOptions;

/**
 * Time per call on a thousand rows and on a million of the same size: find, put, a page of 50. Arguments: rows of the large table,
 * rotations, milliseconds of a block. Exits with 1 if any takes more than 1.5 times as long on the large one.
 */
public final class GrowthBenchmark {

    private static final int SMALL = 1_000;
    private static final double BOUND = 1.5;

    private GrowthBenchmark() {}

    /** Runs it. */
    public static void main(String[] arguments) throws SQLException {
        int rows = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
        int rotations = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 11;
        long millis = arguments.length > 2 ? Long.parseLong(arguments[2]) : 1_000;
        // Room for the large table, so that what grows is the work and not the way to a disk.
        PostgresOptions options = PostgresOptions.defaults()
                .with("shared_buffers", "4GB")
                .with("max_wal_size", "8GB")
                .with("maintenance_work_mem", "256MB");
        try (PostgresEngine engine = PostgresEngine.startEmbedded(options);
                Blocks blocks = new Blocks()) {
            System.out.println("engine: " + engine.describe());
            PostgresDatabase few = engine.createDatabase("few");
            PostgresDatabase many = engine.createDatabase("many");
            try (LibraryOrders small = new LibraryOrders(few, 4);
                    LibraryOrders large = new LibraryOrders(many, 4)) {
                fill(few, SMALL);
                fill(many, rows);
                System.exit(measure(small, large, rows, blocks, rotations, millis) ? 0 : 1);
            }
        }
    }

    private static boolean measure(Orders small, Orders large, int rows, Blocks blocks, int rotations, long millis) {
        StringBuilder line = new StringBuilder();
        boolean holds = true;
        for (Operation operation : Operation.values()) {
            List<double[]> took = new ArrayList<>();
            for (int rotation = -2; rotation < rotations; rotation++) {
                double few =
                        blocks.nanosPerCall(1, millis, (caller, count) -> operation.make(small, SMALL, caller, count));
                double many =
                        blocks.nanosPerCall(1, millis, (caller, count) -> operation.make(large, rows, caller, count));
                if (rotation >= 0) {
                    took.add(new double[] {few, many});
                }
            }
            double ratio = Median.of(took, it -> it[1] / it[0]);
            holds &= ratio <= BOUND;
            Figures.atMost(
                    "growth", operation.name().toLowerCase(Locale.ROOT) + ", of a thousand rows", ratio, "", BOUND);
            line.append(String.format(
                    Locale.ROOT,
                    " %s=%.2f (%.0f us)",
                    operation.name().toLowerCase(Locale.ROOT),
                    ratio,
                    Median.of(took, it -> it[1]) / 1000));
        }
        System.out.println("growth: " + (holds ? "holds" : "FAILS") + " rows=" + rows + line + " times of " + SMALL);
        return holds;
    }

    /** As the library would, by the million in a minute. */
    private static void fill(PostgresDatabase database, int rows) throws SQLException {
        SqlScript.run(
                database,
                List.of("""
                    INSERT INTO bench.orders (tenant_id, id, customer, placed_at, cents, note)
                    SELECT '%s', 'order-' || lpad(n::text, 8, '0'), 'customer-' || n %% 1000,
                        timestamptz '2026-01-01Z' + n * interval '1 s', n, repeat('n', 300) || n
                    FROM generate_series(0, %d) n""".formatted(Order.TENANT, rows - 1), """
                    INSERT INTO bench.order_lines (tenant_id, parent_id, position, sku, count, cents)
                    SELECT tenant_id, id, i, 'sku-' || i, i + 1, i FROM bench.orders, generate_series(0, 4) i""", """
                    INSERT INTO bench.order_labels (tenant_id, parent_id, position, value)
                    SELECT tenant_id, id, i, 'label-' || i FROM bench.orders, generate_series(0, 2) i""", """
                    INSERT INTO bench.sync_state (entity, tenant, id, version, token, hash)
                    SELECT 'orders', tenant_id, id, 1, 'filled', repeat('0', 64) FROM bench.orders""", "VACUUM ANALYZE", "CHECKPOINT"));
    }
}
