// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** A bundle as one page without anything outside of it. The page holds the bundle itself, from which it can be made again. */
final class BundlePage {

    private static final String BEGIN = "<script type=\"application/json\" id=\"bundle\">\n";
    private static final String END = "</script>\n";

    private static final String STYLE = """
            body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:75rem;padding:0 1rem;color:#1a1a1a;background:#fff}
            table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;border-bottom:1px solid #ddd;padding:.4rem .6rem}
            th{background:#f4f4f4}code{font-size:12px;word-break:break-all}ul{margin:0;padding-left:1.1rem}
            """;

    private BundlePage() {}

    static String of(ObjectNode bundle) {
        StringBuilder page =
                new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        String title = "Evidence of module " + bundle.path("module").asText();
        page.append("<title>")
                .append(escaped(title))
                .append("</title>\n<style>\n")
                .append(STYLE);
        page.append("</style>\n</head>\n<body>\n<h1>").append(escaped(title)).append("</h1>\n");
        page.append("<p>Made at ").append(escaped(bundle.path("generatedAt").asText()));
        page.append(". Verify it with <code>persistence evidence verify FILE</code>. Digest <code>");
        page.append(escaped(bundle.path(BundleJson.DIGEST).asText())).append("</code></p>\n");
        status(page, bundle.path("status"));
        trail(page, bundle.path("trail"));
        page.append(BEGIN)
                .append(BundleJson.write(bundle).replace("<", "\\u003c"))
                .append(END);
        return page.append("</body>\n</html>\n").toString();
    }

    /** The text of the bundle in a page; what is escaped there is read alike. */
    static Optional<String> bundleIn(String page) {
        int begin = page.indexOf(BEGIN);
        int end = page.indexOf(END, Math.max(0, begin));
        return begin < 0 || end < 0 ? Optional.empty() : Optional.of(page.substring(begin + BEGIN.length(), end));
    }

    private static void status(StringBuilder page, JsonNode status) {
        page.append("<h2>Where it stands</h2>\n<table>\n");
        status.properties().forEach(field -> {
            page.append("<tr><th scope=\"row\">")
                    .append(escaped(field.getKey()))
                    .append("</th><td>");
            page.append(escaped(
                    field.getValue().isTextual()
                            ? field.getValue().asText()
                            : field.getValue().toString()));
            page.append("</td></tr>\n");
        });
        page.append("</table>\n");
    }

    private static void trail(StringBuilder page, JsonNode trail) {
        page.append(
                "<h2>What was done</h2>\n<table>\n<tr><th>No.</th><th>When</th><th>What</th><th>By</th><th>Why</th>");
        page.append("<th>Outcome</th><th>Evidence</th><th>Hash</th></tr>\n");
        for (JsonNode record : trail) {
            page.append("<tr><td>").append(record.path("number").asLong()).append("</td>");
            cell(page, record.path("at").asText());
            cell(
                    page,
                    record.path("kind").asText() + " " + record.path("subject").asText());
            cell(page, record.path("by").asText());
            cell(page, record.path("reason").asText());
            cell(page, record.path("outcome").asText());
            page.append("<td><ul>");
            record.path("evidence")
                    .forEach(it ->
                            page.append("<li>").append(escaped(it.asText())).append("</li>"));
            page.append("</ul></td><td><code>")
                    .append(escaped(record.path("hash").asText()))
                    .append("</code></td></tr>\n");
        }
        page.append("</table>\n");
    }

    private static void cell(StringBuilder page, String text) {
        page.append("<td>").append(escaped(text)).append("</td>");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
