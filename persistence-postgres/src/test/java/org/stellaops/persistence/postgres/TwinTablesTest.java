// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.ScalarKind;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Lists whose child tables have equal columns are kept apart, although their statements differ in the table alone. */
class TwinTablesTest {

    private static final EntityType<Document> PAIRS = EntityType.builder("twins", "pairs")
            .fields(
                    FieldDef.childValues("lefts", "pair_lefts", ScalarKind.TEXT),
                    FieldDef.childValues("rights", "pair_rights", ScalarKind.TEXT))
            .build();

    @Test
    void eachListComesBackFromItsOwnTable() {
        try (PostgresBackend backend = PostgresBackend.open(Server.config(Server.database()), "twins")) {
            backend.prepare(List.of(PAIRS));
            TargetStore store = backend.store(PAIRS);
            for (int children : List.of(1, 2, 3)) {
                RecordKey key = RecordKey.global("p" + children);
                Struct content = Struct.builder()
                        .put("lefts", texts("left", children))
                        .put("rights", texts("right", children))
                        .build();

                assertThat(store.apply(Image.Present.of(key, new VersionStamp(1, "t" + children), content), 0))
                        .isEqualTo(new ApplyAnswer.Applied());
                assertThat(store.find(key).orElseThrow().content()).isEqualTo(content);
            }
        }
    }

    private static Value texts(String text, int count) {
        return new Value.Items(IntStream.range(0, count)
                .<Value>mapToObj(i -> Value.of(text + i))
                .toList());
    }
}
