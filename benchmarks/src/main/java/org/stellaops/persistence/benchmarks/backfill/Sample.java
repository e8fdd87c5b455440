// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.backfill;

import java.math.BigDecimal;
import java.time.Instant;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.ScalarKind;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Documents of a kilobyte in one table. */
final class Sample {

    static final String MODULE = "bench";

    static final EntityType<Document> TYPE = EntityType.builder(MODULE, "samples")
            .fields(
                    FieldDef.text("title"),
                    FieldDef.text("body"),
                    FieldDef.scalar("quantity", ScalarKind.INT),
                    FieldDef.scalar("cents", ScalarKind.LONG),
                    FieldDef.scalar("rate", ScalarKind.DECIMAL),
                    FieldDef.scalar("active", ScalarKind.BOOL),
                    FieldDef.scalar("changed", ScalarKind.INSTANT),
                    FieldDef.array("tags", ScalarKind.TEXT))
            .build();

    private static final String SENTENCE = "The quick brown fox jumps over the lazy dog, and nobody asks it why. ";
    private static final String BODY = SENTENCE.repeat(11);

    private Sample() {}

    static RecordKey key(long number) {
        return RecordKey.global(String.format("sample-%010d", number));
    }

    static Struct content(long number) {
        return Struct.builder()
                .put("title", "Sample " + number)
                .put("body", BODY + number)
                .put("quantity", Value.of((int) (number % 1_000)))
                .put("cents", Value.of(number * 17))
                .put("rate", new Value.Decimal(new BigDecimal("12.50")))
                .put("active", Value.of(number % 3 == 0))
                .put("changed", Value.of(Instant.ofEpochMilli(1_700_000_000_000L + number)))
                .put("tags", Value.Items.of(Value.of("a"), Value.of("tag-" + number % 7), Value.of("b")))
                .build();
    }
}
