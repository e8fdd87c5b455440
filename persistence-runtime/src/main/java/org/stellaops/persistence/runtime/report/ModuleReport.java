// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.runtime.ModuleInspection;

/**
 * What is known of a module: where it stands, which processes serve it, its backfills, verifications and other runs, divergences with
 * their fields, repairs with their evidence, and what was refused. As JSON, as one JSON object a line, and as a page of HTML that needs
 * nothing else. It holds no contents, and keys and values only on request.
 *
 * <p>A part that cannot be read, because a store does not answer or the login may not read it, says so and leaves the others.
 */
public final class ModuleReport {

    private static final JsonMapper MAPPER = new JsonMapper();

    private final ObjectNode report;
    private boolean complete = true;

    private ModuleReport(ObjectNode report) {
        this.report = report;
    }

    /** What a part of the report is made of. */
    interface Section {
        void writeTo(ArrayNode lines);
    }

    /**
     * Of a module that is only looked at.
     *
     * @param at when it is made
     * @param limit how many divergences, repairs of a plan, and refused records of a type are listed at most
     */
    public static ModuleReport of(ModuleInspection module, Redaction redaction, int limit, Instant at) {
        ModuleReport report = new ModuleReport(JsonNodeFactory.instance.objectNode());
        report.report.put("module", module.name()).put("generatedAt", at.toString());
        ReportParts parts = new ReportParts(module, redaction, limit);
        report.add("standing", parts::standing);
        report.add("members", parts::members);
        report.add("backfills", parts::backfills);
        report.add("runs", parts::runs);
        report.add("divergences", parts::divergences);
        report.add("repairs", parts::repairs);
        report.add("refused", parts::refused);
        return report;
    }

    /** Whether every part could be read. */
    public boolean isComplete() {
        return complete;
    }

    /** As one JSON object, a member for each part. */
    public String json() {
        return write(report) + "\n";
    }

    /** As one JSON object for each entry, with the name of its part. */
    public String ndjson() {
        StringBuilder lines = new StringBuilder();
        report.properties()
                .forEach(part -> part.getValue().forEach(entry -> {
                    ObjectNode line = JsonNodeFactory.instance.objectNode();
                    line.set("module", report.get("module"));
                    line.put("part", part.getKey());
                    line.setAll((ObjectNode) entry);
                    lines.append(write(line)).append('\n');
                }));
        return lines.toString();
    }

    /** As a page. */
    public String html() {
        return ReportPage.of(report);
    }

    private void add(String name, Section part) {
        ArrayNode lines = report.putArray(name);
        try {
            part.writeTo(lines);
        } catch (StoreException | IllegalStateException e) {
            complete = false;
            lines.addObject().put("problem", "could not be read: " + e.getMessage());
        }
    }

    /** The names of the parts, in order. */
    static List<String> parts() {
        return List.of("standing", "members", "backfills", "runs", "divergences", "repairs", "refused");
    }

    private static String write(ObjectNode tree) {
        try {
            return MAPPER.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts and numbers can be written", e);
        }
    }
}
