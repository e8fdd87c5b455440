// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.demo.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.stellaops.persistence.examples.demo.injection.InjectedDifference;

/** The report for a person. */
public final class Summary {

    private static final int REJECTIONS_REPORTED = 10;

    private final DemoReport report;
    private final List<String> lines = new ArrayList<>();

    private Summary(DemoReport report) {
        this.report = report;
    }

    /** The summary of a report. */
    public static Summary of(DemoReport report) {
        Summary summary = new Summary(report);
        summary.write();
        return summary;
    }

    /** Its lines. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    private void write() {
        add("");
        add("Legacy store   %s", report.engines().legacy());
        add("Target store   %s", report.engines().target());
        advisories();
        stages();
        corruptions();
        counts();
        add("");
        add("verdict: %s", report.verdict());
    }

    private void advisories() {
        DemoReport.Advisories it = report.advisories();
        add(
                "Advisories     %,d read, %,d stored, %,d refused",
                it.read(), it.stored(), it.refused().size());
        it.refused().stream()
                .limit(REJECTIONS_REPORTED)
                .forEach(line -> add(
                        "               line %d%s: %s",
                        line.line(), line.id() == null ? "" : " (" + line.id() + ")", line.reason()));
        if (it.refused().size() > REJECTIONS_REPORTED) {
            add("               and %,d more, in the report", it.refused().size() - REJECTIONS_REPORTED);
        }
    }

    private void stages() {
        add("");
        add("%-14s %10s %10s %12s  %s", "Stage", "writes", "reads", "divergences", "entered");
        report.stages()
                .forEach(it -> add(
                        "%-14s %,10d %,10d %,12d  %s",
                        it.stage(), it.writes(), it.reads(), it.divergences(), it.enteredAt()));
    }

    private void corruptions() {
        add("");
        add(
                "Corruptions    %d injected, %d found, %d repaired, %d false",
                report.injected().size(),
                report.found().size(),
                report.repaired().size(),
                report.falsePositives().size());
        for (InjectedDifference inject : report.injected()) {
            add(
                    "  %-14s %s%s: %s, %s",
                    inject.kind().text(),
                    inject.key(),
                    inject.field() == null ? "" : " at " + inject.field(),
                    report.found().contains(inject) ? "found" : "NOT FOUND",
                    report.repaired().contains(inject) ? "repaired" : "NOT REPAIRED");
        }
        report.falsePositives().forEach(it -> add("  false: %s", it));
    }

    private void counts() {
        add("");
        add(
                "Writes         %,d acknowledged, %,d lost, %,d unknown; %,d stale reads",
                report.acknowledgedWrites(), report.lostWrites(), report.unknownWrites(), report.staleReads());
        add("Cutover pause  %.1f ms at most", report.cutoverPauseMs());
        report.verifications()
                .forEach(it -> add(
                        "Comparison     in %s: %s, %,d compared, %,d equal",
                        it.stage(), it.verdict(), it.compared(), it.equal()));
        report.rows().forEach((table, rows) -> add("Rows           %-26s %,10d", table, rows));
        report.export()
                .ifPresent(it -> add(
                        "Export         %,d lines; %,d of %,d untouched advisories equal their line",
                        it.exported(), it.equal(), it.compared()));
    }

    private void add(String format, Object... values) {
        // An id may hold what a terminal would obey.
        lines.add(String.format(Locale.ROOT, format, values).replaceAll("\\p{Cntrl}", "\uFFFD"));
    }
}
