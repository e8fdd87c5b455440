// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.FieldType;
import org.stellaops.persistence.entity.ScalarKind;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Rows of child tables with as many columns as one function takes, and with more, in each of the kinds that JSON tells apart. */
class WideChildTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 100, 101, 250})
    void aRowComesBackAsItWas(int columns) {
        EntityType<Document> type = EntityType.builder("wide", "rows_of_" + columns)
                .fields(FieldDef.child(
                        "cells",
                        "cells_of_" + columns,
                        IntStream.range(0, columns)
                                .mapToObj(WideChildTest::column)
                                .toArray(FieldDef[]::new)))
                .build();
        Struct whole = row(columns, 1);
        Struct content = Struct.builder()
                .put("cells", new Value.Items(List.of(whole, row(columns, 2), whole.without("c0"))))
                .build();
        RecordKey key = RecordKey.global("k");
        try (PostgresBackend backend = PostgresBackend.open(Server.config(Server.database()), "wide")) {
            backend.prepare(List.of(type));
            TargetStore store = backend.store(type);

            assertThat(store.apply(Image.Present.of(key, new VersionStamp(1, "t"), content), 0))
                    .isEqualTo(new ApplyAnswer.Applied());

            assertThat(store.find(key).orElseThrow().content()).isEqualTo(content);
        }
    }

    private static FieldDef column(int number) {
        return FieldDef.of("c" + number, FieldType.Scalar.of(kind(number))).optional();
    }

    private static ScalarKind kind(int number) {
        return List.of(ScalarKind.TEXT, ScalarKind.LONG, ScalarKind.BOOL, ScalarKind.DECIMAL)
                .get(number % 4);
    }

    private static Struct row(int columns, int seed) {
        Struct.Builder row = Struct.builder(columns);
        for (int i = 0; i < columns; i++) {
            row.put("c" + i, value(i, seed));
        }
        return row.build();
    }

    private static Value value(int number, int seed) {
        return switch (kind(number)) {
            case TEXT -> Value.of("\"text\\ " + number + " " + seed);
            case LONG -> Value.of(Long.MAX_VALUE - number - seed);
            case BOOL -> Value.of((number + seed) % 3 == 0);
            default -> new Value.Decimal(new java.math.BigDecimal(number + "." + seed + "0"));
        };
    }
}
