// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.sink;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.stellaops.persistence.dualwrite.coverage.CoverageReport;
import org.stellaops.persistence.dualwrite.coverage.ShapeCoverage;
import org.stellaops.persistence.dualwrite.divergence.DivergenceEvent;
import org.stellaops.persistence.spi.DivergenceRow;
import org.stellaops.persistence.spi.ReadShapeRow;
import org.stellaops.persistence.spi.ShadowRecords;

/**
 * Keeps divergences of one module, and the coverage of its reads in this process, in tables of the target, where operators find them from
 * anywhere. What is older than the retention is removed.
 */
public final class TableSink implements DivergenceSink {

    private final ShadowRecords records;
    private final String process;
    private final Supplier<CoverageReport> coverage;
    private final Duration keep;
    private final InstantSource clock;
    /** Nothing is asked of a database before there is something to keep: in the first stage it may not even exist. */
    private boolean used;
    /** Whether the last call failed; then closing does not wait for a database that is down. */
    private boolean failing;

    /**
     * A sink on the tables of a backend.
     *
     * @param process a name that no other process has
     * @param coverage what this process has counted
     * @param keep how long rows are kept after they were last written
     */
    public TableSink(
            ShadowRecords records,
            String process,
            Supplier<CoverageReport> coverage,
            Duration keep,
            InstantSource clock) {
        this.records = records;
        this.process = process;
        this.coverage = coverage;
        this.keep = keep;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "table";
    }

    @Override
    public void write(String module, List<DivergenceEvent> divergences) {
        failing = true;
        records.save(divergences.stream().map(TableSink::row).toList());
        used = true;
        failing = false;
    }

    @Override
    public void maintain() {
        failing = true;
        saveCoverage();
        if (used) {
            long unused = records.removeBefore(clock.instant().minus(keep));
        }
        failing = false;
    }

    /** What was counted since the last maintenance would be lost without it. */
    @Override
    public void close() {
        if (!failing) {
            saveCoverage();
        }
    }

    private void saveCoverage() {
        List<ReadShapeRow> rows =
                coverage.get().shapes().stream().map(TableSink::row).toList();
        if (!rows.isEmpty()) {
            records.saveCoverage(process, rows);
            used = true;
        }
    }

    private static ReadShapeRow row(ShapeCoverage it) {
        return new ReadShapeRow(
                it.entity(),
                it.operation().name().toLowerCase(Locale.ROOT),
                it.shape(),
                it.uses(),
                it.compared(),
                it.confirmed(),
                it.lastCompared());
    }

    private static DivergenceRow row(DivergenceEvent it) {
        return new DivergenceRow(
                it.entity(),
                it.key(),
                DivergenceJson.kind(it),
                it.cause().word(),
                it.stage().configName(),
                DivergenceJson.detail(it),
                it.firstSeen(),
                it.seenAt(),
                it.scanEntries());
    }
}
