// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.sink;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.stellaops.persistence.dualwrite.divergence.Divergence;
import org.stellaops.persistence.dualwrite.divergence.DivergenceEvent;
import org.stellaops.persistence.dualwrite.divergence.FieldDifference;

/** Divergences as JSON, one line each: digests in place of values. */
public final class DivergenceJson {

    /** Escapes what is not ASCII, so that no line separator and no lone surrogate of a key breaks a line or a file. */
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private DivergenceJson() {}

    /** Whether values appear. */
    private enum Samples {
        /** Of fields that the configuration allows to be shown. */
        ALLOWED,
        NONE
    }

    /** The whole divergence of a module, as one object on one line; with values of fields that the configuration allows to be shown. */
    public static String line(String module, DivergenceEvent event) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("module", module).put("entity", event.entity());
        event.key().tenant().ifPresent(it -> line.put("tenant", it));
        line.put("id", event.key().id())
                .put("kind", kind(event))
                .put("cause", event.cause().word())
                .put("stage", event.stage().configName())
                .put("firstSeen", event.firstSeen().toString())
                .put("lastSeen", event.seenAt().toString())
                .put("seen", event.scanEntries())
                .set("detail", node(event, Samples.ALLOWED));
        return text(line);
    }

    /** What differs and what shows the cause, as one object, without any value. */
    public static String detail(DivergenceEvent event) {
        return text(node(event, Samples.NONE));
    }

    private static ObjectNode node(DivergenceEvent event, Samples samples) {
        ObjectNode detail = JsonNodeFactory.instance.objectNode();
        detail.put("says", event.divergence().describe())
                .put("evidence", event.explanation().evidence());
        if (event.divergence() instanceof Divergence.FieldsDiffer it) {
            ArrayNode fields = detail.putArray("fields");
            it.fields().forEach(field -> add(fields.addObject(), field, samples));
            detail.put("unlisted", it.unlisted());
        }
        return detail;
    }

    /** The kind, in lower case. */
    public static String kind(DivergenceEvent event) {
        return event.divergence().kind().name().toLowerCase(Locale.ROOT);
    }

    private static void add(ObjectNode line, FieldDifference field, Samples samples) {
        line.put("path", field.path())
                .put("nature", field.nature().name().toLowerCase(Locale.ROOT))
                .put("legacy", field.legacyDigest())
                .put("target", field.targetDigest());
        if (samples == Samples.ALLOWED) {
            field.sample().ifPresent(it -> line.put("legacySample", it.legacy()).put("targetSample", it.target()));
        }
    }

    private static String text(ObjectNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON could not be written", e);
        }
    }
}
