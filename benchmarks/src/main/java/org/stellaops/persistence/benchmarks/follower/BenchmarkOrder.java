// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.follower;

import java.util.List;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.ScalarKind;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/**
 * The written record: about one kilobyte, different with every write, over so few keys that pending flags do not
 * accumulate.
 *
 * @param number counts the writes
 */
record BenchmarkOrder(long number) {

    static final String MODULE = "bench";

    static final EntityType<Document> TYPE = EntityType.builder(MODULE, "orders")
            .fields(
                    FieldDef.text("status"),
                    FieldDef.scalar("cents", ScalarKind.LONG),
                    FieldDef.array("tags", ScalarKind.TEXT),
                    FieldDef.text("note"))
            .build();

    private static final int KEYS = 500;
    private static final String NOTE = "n".repeat(900);

    /** Spread over the keys, so that neither one caller nor two write the same key at once. */
    String id() {
        return "order-" + number % KEYS;
    }

    String status() {
        return number % 2 == 0 ? "open" : "shipped";
    }

    List<String> tags() {
        return List.of("a", "b", "tag-" + number % 7);
    }

    String note() {
        return NOTE + number;
    }

    RecordKey key() {
        return RecordKey.global(id());
    }

    Struct content() {
        return Struct.builder()
                .put("status", status())
                .put("cents", new Value.Int64(number))
                .put(
                        "tags",
                        new Value.Items(tags().stream().<Value>map(Value::of).toList()))
                .put("note", note())
                .build();
    }
}
