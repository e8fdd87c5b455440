// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.results;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The page of results, in Markdown. Pure. */
final class ResultsPage {

    private ResultsPage() {}

    static String of(Map<String, List<Figure>> byKey) {
        StringBuilder page = new StringBuilder("""
                # Results of the benchmarks

                Made by `bash docs/evidence/run.sh benchmarks [KEY...]`; do not edit. What each benchmark measures, next to what, and what is asked of it is in
                the [table of claims](../evidence/README.md). The load is the mean number of tasks that ran or waited in the minute before; above the number of
                processors, other work was measured as well. Machine-readable: [results.json](results.json).
                """);
        byKey.forEach((key, figures) -> section(page, key, figures));
        return page.toString();
    }

    private static void section(StringBuilder page, String key, List<Figure> figures) {
        page.append("\n## ")
                .append(key)
                .append("\n\n![")
                .append(key)
                .append("](")
                .append(key)
                .append(".svg)\n\n");
        page.append("| Figure | Value | Asked | Holds | Measured (UTC) | Load |\n|---|---|---|---|---|---|\n");
        for (Figure it : figures) {
            page.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %s | %s | %s |%n",
                    it.name(),
                    shown(it.value(), it.unit()),
                    asked(it),
                    it.asked() == Figure.Asked.NOTHING ? "" : it.holds() ? "yes" : "**no**",
                    it.measuredAt(),
                    it.load() < 0 ? "unknown" : String.format(Locale.ROOT, "%.1f", it.load())));
        }
    }

    private static String asked(Figure figure) {
        return switch (figure.asked()) {
            case AT_MOST -> "at most " + shown(figure.bound(), figure.unit());
            case AT_LEAST -> "at least " + shown(figure.bound(), figure.unit());
            case NOTHING -> "";
        };
    }

    static String shown(double value, String unit) {
        String number = Math.abs(value) >= 100
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.2f", value);
        return unit.isEmpty() ? number : number + " " + unit;
    }
}
