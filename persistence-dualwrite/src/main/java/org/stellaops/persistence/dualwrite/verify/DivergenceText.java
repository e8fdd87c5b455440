// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.verify;

import static org.stellaops.persistence.dualwrite.verify.ReportText.member;
import static org.stellaops.persistence.dualwrite.verify.ReportText.text;

import java.util.Optional;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.divergence.Divergence;
import org.stellaops.persistence.dualwrite.divergence.FieldDifference;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** The divergences that a comparison of records finds, as parts of a {@link ReportText}. Samples of values are left out. */
final class DivergenceText {

    private DivergenceText() {}

    static Struct write(Divergence divergence) {
        Struct.Builder text = Struct.builder().put("kind", divergence.kind().name());
        if (divergence instanceof Divergence.FieldsDiffer it) {
            text.put("unlisted", Value.of(it.unlisted()));
            text.put(
                    "fields",
                    new Value.Items(it.fields().stream()
                            .<Value>map(DivergenceText::field)
                            .toList()));
        } else if (divergence instanceof Divergence.VersionDiffers it) {
            text.put("legacy", stamp(it.legacy())).put("target", stamp(it.target()));
        } else if (divergence instanceof Divergence.StoredHashDiffers it) {
            text.put("side", it.follower().name());
        } else if (divergence instanceof Divergence.NotComparable it) {
            text.put("side", it.side().name()).put("reason", it.reason());
        }
        return text.build();
    }

    static Divergence read(Struct text) {
        return switch (Divergence.Kind.valueOf(text(text, "kind"))) {
            case MISSING_ON_TARGET -> new Divergence.MissingOnTarget();
            case MISSING_ON_LEGACY -> new Divergence.MissingOnLegacy();
            case FIELDS_DIFFER -> readFields(text);
            case VERSION_DIFFERS -> new Divergence.VersionDiffers(readStamp(text, "legacy"), readStamp(text, "target"));
            case STORED_HASH_DIFFERS -> new Divergence.StoredHashDiffers(side(text));
            case NOT_COMPARABLE -> new Divergence.NotComparable(side(text), text(text, "reason"));
            case LISTING_DIFFERS, ORDER_DIFFERS, COUNT_DIFFERS, PAGE_TOKEN_DIFFERS, ANSWERS_DIFFER, FAILS_ON_ONE_SIDE ->
                throw new IllegalArgumentException("no verification finds " + text(text, "kind"));
        };
    }

    private static Struct field(FieldDifference field) {
        return Struct.builder()
                .put("path", field.path())
                .put("nature", field.nature().name())
                .put("legacy", field.legacyDigest())
                .put("target", field.targetDigest())
                .build();
    }

    private static Divergence.FieldsDiffer readFields(Struct text) {
        return new Divergence.FieldsDiffer(
                ((Value.Items) member(text, "fields"))
                        .values().stream()
                                .map(Struct.class::cast)
                                .map(it -> new FieldDifference(
                                        text(it, "path"),
                                        FieldDifference.Nature.valueOf(text(it, "nature")),
                                        text(it, "legacy"),
                                        text(it, "target"),
                                        Optional.empty()))
                                .toList(),
                ((Value.Int32) member(text, "unlisted")).value());
    }

    private static Struct stamp(VersionStamp stamp) {
        Struct.Builder text = Struct.builder().put("version", Value.of(stamp.version()));
        Optional.ofNullable(stamp.token()).ifPresent(it -> text.put("token", it));
        return text.build();
    }

    private static VersionStamp readStamp(Struct text, String name) {
        Struct stamp = (Struct) member(text, name);
        return new VersionStamp(
                ((Value.Int64) member(stamp, "version")).value(),
                ReportText.optional(stamp, "token").orElse(null));
    }

    private static Side side(Struct text) {
        return Side.valueOf(text(text, "side"));
    }
}
