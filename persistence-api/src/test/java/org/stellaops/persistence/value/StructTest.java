// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StructTest {

    /** Few and many members are put in order in different ways. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 31, 32, 33, 34, 200})
    void membersAreInByteOrderAndTheLastOfEachNameStays(int puts) {
        Random random = new Random(puts);
        for (int round = 0; round < 200; round++) {
            Map<String, Value> expected = new TreeMap<>(Texts.BYTE_ORDER);
            Struct.Builder builder = Struct.builder();
            for (int i = 0; i < puts; i++) {
                String name = Character.toString(random.nextBoolean() ? 'a' + random.nextInt(20) : 0x1F600 + i % 7)
                        + (random.nextBoolean() ? "" : "\uFFFD");
                builder.put(name, Value.of(i));
                expected.put(name, Value.of(i));
            }

            assertThat(new ArrayList<>(builder.build().members().entrySet()))
                    .isEqualTo(new ArrayList<>(expected.entrySet()));
        }
    }
}
