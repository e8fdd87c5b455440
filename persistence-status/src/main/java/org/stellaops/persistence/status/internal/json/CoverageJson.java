// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status.internal.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import org.stellaops.persistence.dualwrite.coverage.CoverageReport;
import org.stellaops.persistence.dualwrite.coverage.ShapeCoverage;

/** Which kinds of reads were compared: fields and orders, never values. */
final class CoverageJson {

    private static final int MOST = 40;

    private CoverageJson() {}

    static void write(ObjectNode coverage, CoverageReport report) {
        coverage.put("compared", report.compared());
        coverage.put("confirmed", report.confirmed());
        coverage.put("never", report.neverCompared().size());
        coverage.put("shapesInAll", report.shapes().size());
        coverage.put("unlisted", report.unlisted());
        if (report.compared() > 0) {
            coverage.put("bound", report.divergenceBound());
        }
        mostTelling(report).forEach(it -> one(coverage.withArray("shapes").addObject(), it));
    }

    /** What was never compared comes first, then what is used most. */
    private static List<ShapeCoverage> mostTelling(CoverageReport report) {
        return report.shapes().stream()
                .sorted(Comparator.comparing((ShapeCoverage it) -> !it.neverCompared())
                        .thenComparing(
                                Comparator.comparingLong(ShapeCoverage::uses).reversed()))
                .limit(MOST)
                .toList();
    }

    private static void one(ObjectNode line, ShapeCoverage it) {
        line.put("entity", it.entity());
        line.put("operation", SnapshotJson.word(it.operation()));
        line.put("shape", it.shape());
        line.put("used", it.uses());
        line.put("compared", it.compared());
        line.put("confirmed", it.confirmed());
        it.lastCompared().ifPresent(at -> line.put("last", at.toString()));
    }
}
