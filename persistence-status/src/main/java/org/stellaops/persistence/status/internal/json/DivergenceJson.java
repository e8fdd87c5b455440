// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status.internal.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import org.stellaops.persistence.dualwrite.divergence.Divergence;
import org.stellaops.persistence.dualwrite.divergence.DivergenceEvent;
import org.stellaops.persistence.dualwrite.divergence.DivergenceSummary;
import org.stellaops.persistence.dualwrite.divergence.FieldDifference;

/** Divergences: keys, paths and digests, and never a value, not even of a field that the configuration allows sinks to show. */
final class DivergenceJson {

    private static final int MOST = 25;
    private static final int MOST_FIELDS = 20;

    private DivergenceJson() {}

    static void write(ObjectNode divergences, DivergenceSummary summary) {
        divergences.put("open", summary.open().size());
        divergences.put("forgotten", summary.forgotten());
        divergences.put("total", summary.total());
        ObjectNode totals = divergences.putObject("totals");
        summary.totals().forEach((kind, count) -> totals.put(SnapshotJson.word(kind), count));
        ObjectNode causes = divergences.putObject("causes");
        summary.causes().forEach((cause, count) -> causes.put(SnapshotJson.word(cause), count));
        latest(summary.open()).forEach(it -> one(divergences.withArray("latest").addObject(), it));
    }

    private static List<DivergenceEvent> latest(List<DivergenceEvent> open) {
        return open.stream()
                .sorted(Comparator.comparing(DivergenceEvent::firstSeen)
                        .reversed()
                        .thenComparing(DivergenceEvent::entity)
                        .thenComparing(DivergenceEvent::key))
                .limit(MOST)
                .toList();
    }

    private static void one(ObjectNode line, DivergenceEvent it) {
        line.put("entity", it.entity());
        it.key().tenant().ifPresent(tenant -> line.put("tenant", tenant));
        line.put("id", it.key().id());
        line.put("kind", SnapshotJson.word(it.divergence().kind()));
        line.put("cause", SnapshotJson.word(it.cause()));
        line.put("summary", it.divergence().describe());
        line.withArray("evidence").add(it.explanation().evidence());
        line.put("firstSeen", it.firstSeen().toString());
        line.put("lastSeen", it.seenAt().toString());
        line.put("times", it.scanEntries());
        if (it.divergence() instanceof Divergence.FieldsDiffer fields) {
            fields.fields().stream()
                    .limit(MOST_FIELDS)
                    .forEach(field -> field(line.withArray("fields").addObject(), field));
            line.put("unlisted", fields.unlisted() + Math.max(0, fields.fields().size() - MOST_FIELDS));
        }
    }

    private static void field(ObjectNode line, FieldDifference it) {
        line.put("path", it.path());
        line.put("what", SnapshotJson.word(it.nature()));
        line.put("legacy", it.legacyDigest());
        line.put("target", it.targetDigest());
    }
}
