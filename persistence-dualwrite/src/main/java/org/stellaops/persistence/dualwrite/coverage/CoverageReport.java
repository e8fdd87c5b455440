// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.coverage;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.ReadKind;
import org.stellaops.persistence.spi.ReadShapeRow;

/**
 * Which kinds of reads a module makes, and how many of each were compared.
 *
 * @param shapes in the order of entity type, operation and shape
 * @param unlisted reads of further kinds, which are only counted because the list was full
 */
public record CoverageReport(List<ShapeCoverage> shapes, long unlisted) {

    private static final Comparator<ShapeCoverage> ORDER = Comparator.comparing(ShapeCoverage::entity)
            .thenComparing(ShapeCoverage::operation)
            .thenComparing(ShapeCoverage::shape);

    /** Takes an ordered, unmodifiable copy. */
    public CoverageReport {
        shapes = shapes.stream().sorted(ORDER).toList();
    }

    /** How many reads were compared. */
    public long compared() {
        return shapes.stream().mapToLong(ShapeCoverage::compared).sum();
    }

    /** In how many of them a divergence was confirmed. */
    public long confirmed() {
        return shapes.stream().mapToLong(ShapeCoverage::confirmed).sum();
    }

    /** The kinds that callers use and of which none was ever compared. */
    public List<ShapeCoverage> neverCompared() {
        return shapes.stream().filter(ShapeCoverage::neverCompared).toList();
    }

    /**
     * The highest share of divergent reads that the comparisons do not rule out, at 95 %, over all kinds. It says nothing of a kind that
     * was never compared.
     */
    public double divergenceBound() {
        return DivergenceBound.of(confirmed(), compared());
    }

    /** What processes have saved, added up. */
    public static CoverageReport of(List<ReadShapeRow> rows) {
        return sum(rows.stream()
                .map(it -> new CoverageReport(
                        List.of(new ShapeCoverage(
                                it.entity(),
                                ReadKind.valueOf(it.operation().toUpperCase(Locale.ROOT)),
                                it.shape(),
                                it.uses(),
                                it.compared(),
                                it.confirmed(),
                                it.lastCompared())),
                        0))
                .toList());
    }

    /** The reports of several processes, added up. */
    public static CoverageReport sum(Collection<CoverageReport> reports) {
        TreeMap<ShapeCoverage, ShapeCoverage> sums = new TreeMap<>(ORDER);
        reports.forEach(report -> report.shapes().forEach(it -> sums.merge(it, it, ShapeCoverage::plus)));
        return new CoverageReport(
                List.copyOf(sums.values()),
                reports.stream().mapToLong(CoverageReport::unlisted).sum());
    }
}
