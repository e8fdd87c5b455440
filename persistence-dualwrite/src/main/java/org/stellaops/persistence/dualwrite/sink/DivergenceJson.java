// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.sink;

import java.util.List;
import java.util.Locale;
import org.stellaops.persistence.dualwrite.divergence.Divergence;
import org.stellaops.persistence.dualwrite.divergence.DivergenceEvent;
import org.stellaops.persistence.dualwrite.divergence.FieldDifference;

/** Divergences as JSON, one line each: digests in place of values. */
public final class DivergenceJson {

    private DivergenceJson() {}

    /** Whether values appear. */
    private enum Samples {
        /** Of fields that the configuration allows to be shown. */
        ALLOWED,
        NONE
    }

    /** The whole divergence of a module, as one object on one line; with values of fields that the configuration allows to be shown. */
    public static String line(String module, DivergenceEvent event) {
        return new JsonLine()
                .put("module", module)
                .put("entity", event.entity())
                .put("tenant", event.key().tenantOrNull())
                .put("id", event.key().id())
                .put("kind", kind(event))
                .put("cause", event.cause().word())
                .put("stage", event.stage().configName())
                .put("firstSeen", event.firstSeen().toString())
                .put("lastSeen", event.seenAt().toString())
                .put("seen", event.scanEntries())
                .raw("detail", detail(event, Samples.ALLOWED))
                .end();
    }

    /** What differs and what shows the cause, as one object, without any value. */
    public static String detail(DivergenceEvent event) {
        return detail(event, Samples.NONE);
    }

    private static String detail(DivergenceEvent event, Samples samples) {
        JsonLine line = new JsonLine()
                .put("says", event.divergence().describe())
                .put("evidence", event.explanation().evidence());
        if (event.divergence() instanceof Divergence.FieldsDiffer it) {
            line = line.raw("fields", fields(it.fields(), samples)).put("unlisted", it.unlisted());
        }
        return line.end();
    }

    /** The kind, in lower case. */
    public static String kind(DivergenceEvent event) {
        return event.divergence().kind().name().toLowerCase(Locale.ROOT);
    }

    private static String fields(List<FieldDifference> fields, Samples samples) {
        return "["
                + String.join(",", fields.stream().map(it -> field(it, samples)).toList()) + "]";
    }

    private static String field(FieldDifference field, Samples samples) {
        JsonLine line = new JsonLine()
                .put("path", field.path())
                .put("nature", field.nature().name().toLowerCase(Locale.ROOT))
                .put("legacy", field.legacyDigest())
                .put("target", field.targetDigest());
        if (samples == Samples.ALLOWED && field.sample().isPresent()) {
            FieldDifference.Sample sample = field.sample().get();
            line = line.put("legacySample", sample.legacy()).put("targetSample", sample.target());
        }
        return line.end();
    }
}
