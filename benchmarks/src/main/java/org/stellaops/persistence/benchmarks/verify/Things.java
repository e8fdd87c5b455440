// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.verify;

import java.util.Locale;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.ScalarKind;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Records of about a kilobyte. */
final class Things {

    static final String MODULE = "bench";

    static final EntityType<Document> TYPE = EntityType.builder(MODULE, "things")
            .fields(
                    FieldDef.text("name").optional(),
                    FieldDef.scalar("number", ScalarKind.INT).optional(),
                    FieldDef.text("body").optional())
            .build();

    private static final String BODY = "body ".repeat(180);

    private Things() {}

    static RecordKey key(int number) {
        return RecordKey.global(id(number));
    }

    static String id(int number) {
        return String.format(Locale.ROOT, "thing-%08d", number);
    }

    static VersionStamp stamp(int number) {
        return new VersionStamp((1L << 40) + number, token(number));
    }

    static String token(int number) {
        return String.format(Locale.ROOT, "01JBENCH%018d", number);
    }

    static Struct content(int number) {
        return Struct.builder()
                .put("name", "name of " + number)
                .put("number", Value.of(number))
                .put("body", BODY + number)
                .build();
    }
}
