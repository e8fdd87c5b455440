// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** A report as one page without anything outside of it, and without a script. */
final class ReportPage {

    private static final Map<String, String> TITLES = Map.of(
            "standing", "Where it stands",
            "members", "Processes",
            "backfills", "Backfills",
            "runs", "Runs and changes",
            "divergences", "Divergences",
            "repairs", "Repairs",
            "refused", "Refused and left behind");

    private static final String STYLE = """
            :root{color-scheme:light dark}
            body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:90rem;padding:0 1rem}
            table{border-collapse:collapse;width:100%;margin-bottom:1.5rem}
            th,td{text-align:left;vertical-align:top;border-bottom:1px solid #8884;padding:.3rem .6rem;overflow-wrap:anywhere}
            """;

    private ReportPage() {}

    static String of(ObjectNode report) {
        String title = "Module " + report.path("module").asText();
        StringBuilder page =
                new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        page.append(
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
        page.append("<title>")
                .append(escaped(title))
                .append("</title>\n<style>\n")
                .append(STYLE);
        page.append("</style>\n</head>\n<body>\n<h1>").append(escaped(title)).append("</h1>\n<p>Made at ");
        page.append(escaped(report.path("generatedAt").asText())).append("</p>\n");
        for (String part : ModuleReport.parts()) {
            page.append("<h2>").append(TITLES.get(part)).append("</h2>\n");
            table(page, report.path(part));
        }
        return page.append("</body>\n</html>\n").toString();
    }

    private static void table(StringBuilder page, JsonNode entries) {
        if (entries.isEmpty()) {
            page.append("<p>None.</p>\n");
            return;
        }
        Set<String> columns = new LinkedHashSet<>();
        entries.forEach(entry -> entry.fieldNames().forEachRemaining(columns::add));
        page.append("<table>\n<tr>");
        columns.forEach(
                it -> page.append("<th scope=\"col\">").append(escaped(it)).append("</th>"));
        page.append("</tr>\n");
        for (JsonNode entry : entries) {
            page.append("<tr>");
            columns.forEach(it ->
                    page.append("<td>").append(escaped(text(entry.path(it)))).append("</td>"));
            page.append("</tr>\n");
        }
        page.append("</table>\n");
    }

    private static String text(JsonNode value) {
        if (value.isMissingNode()) {
            return "";
        }
        return value.isValueNode() ? value.asText() : value.toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
