// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spark.sample;

import java.time.Instant;
import java.util.List;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.ScalarKind;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.ModuleProvider;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Documents of half a kilobyte, each with one row in a child table. */
public final class Sample implements ModuleProvider {

    public static final String MODULE = "samples";

    public static final EntityType<Document> TYPE = EntityType.builder(MODULE, "things")
            .fields(
                    FieldDef.text("title"),
                    FieldDef.text("body"),
                    FieldDef.scalar("quantity", ScalarKind.INT),
                    FieldDef.scalar("changed", ScalarKind.INSTANT),
                    FieldDef.childValues("aliases", "things_aliases", ScalarKind.TEXT))
            .build();

    private static final String BODY = "The quick brown fox jumps over the lazy dog. ".repeat(10);

    /** For the service loader. */
    public Sample() {}

    @Override
    public List<ModuleDescriptor> modules() {
        return List.of(ModuleDescriptor.of(MODULE, TYPE));
    }

    /** The key of a document by its number. */
    public static RecordKey key(long number) {
        return RecordKey.global(String.format("thing-%010d", number));
    }

    /** The number of a document by its key. */
    public static long number(RecordKey key) {
        return Long.parseLong(key.id().substring("thing-".length()));
    }

    /** The content of a document by its number. */
    public static Struct content(long number) {
        return Struct.builder()
                .put("title", "Thing " + number)
                .put("body", BODY + number)
                .put("quantity", Value.of((int) (number % 1_000)))
                .put("changed", Value.of(Instant.ofEpochMilli(1_700_000_000_000L + number)))
                .put("aliases", Value.Items.of(Value.of("alias-" + number)))
                .build();
    }
}
