// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status.internal.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.stellaops.persistence.spi.DivergenceRow;

/** Divergences that other processes have kept. Of their details, only what is known to hold no value is taken over. */
final class KeptJson {

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final int MOST_FIELDS = 20;

    private KeptJson() {}

    static void write(ObjectNode divergences, List<DivergenceRow> kept) {
        divergences.put("kept", true);
        kept.forEach(it -> one(divergences.withArray("latest").addObject(), it));
    }

    private static void one(ObjectNode line, DivergenceRow it) {
        line.put("entity", it.entity());
        it.key().tenant().ifPresent(tenant -> line.put("tenant", tenant));
        line.put("id", it.key().id());
        line.put("kind", it.kind().replace('_', '-'));
        line.put("cause", it.cause().replace('_', '-'));
        line.put("firstSeen", it.firstSeen().toString());
        line.put("lastSeen", it.lastSeen().toString());
        line.put("times", it.seen());
        detail(line, read(it.detail()));
    }

    private static void detail(ObjectNode line, JsonNode detail) {
        line.put("summary", detail.path("says").asText());
        if (detail.path("evidence").isTextual()) {
            line.withArray("evidence").add(detail.path("evidence").asText());
        }
        JsonNode fields = detail.path("fields");
        for (int i = 0; i < Math.min(fields.size(), MOST_FIELDS); i++) {
            JsonNode field = fields.get(i);
            line.withArray("fields")
                    .addObject()
                    .put("path", field.path("path").asText())
                    .put("what", field.path("nature").asText().replace('_', '-'))
                    .put("legacy", field.path("legacy").asText())
                    .put("target", field.path("target").asText());
        }
        line.put("unlisted", detail.path("unlisted").asInt() + Math.max(0, fields.size() - MOST_FIELDS));
    }

    private static JsonNode read(String detail) {
        try {
            return MAPPER.readTree(detail);
        } catch (JsonProcessingException e) {
            return JsonNodeFactory.instance.objectNode();
        }
    }
}
