// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityCodec;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.Catalogue;
import org.stellaops.persistence.value.Struct;

/** Every type's records fit the type, have keys of their own, and come back equal from documents and from their class. */
class DocumentGeneratorTest {

    private static final int RECORDS = 200;

    static Stream<EntityType<?>> types() {
        return new Catalogue()
                .modules().stream()
                        .flatMap(it -> it.entityTypes().stream())
                        .filter(it -> it.javaType() != Document.class);
    }

    @ParameterizedTest
    @MethodSource("types")
    void recordsFitAndComeBackEqual(EntityType<?> type) {
        DocumentGenerator generator = new DocumentGenerator(type);
        Set<RecordKey> keys = new HashSet<>();
        for (int i = 0; i < RECORDS; i++) {
            DocumentGenerator.Generated it = generator.generate(i, 0);
            assertThat(keys.add(it.key())).as("a new key").isTrue();
            assertThat(type.problemsOf(it.content())).isEmpty();
            Struct document = type.legacyMapping().toDocument(it.key(), it.content());
            assertThat(type.legacyMapping().fromDocument(it.key(), document)).isEqualTo(it.content());
            assertThat(throughItsClass(type.codec(), it)).isEqualTo(it.content());
            assertThat(generator.generate(i, 1).key()).isEqualTo(it.key());
        }
        assertThat(List.of(generator.generate(1, 0))).isEqualTo(List.of(generator.generate(1, 0)));
    }

    private static <T> Struct throughItsClass(EntityCodec<T> codec, DocumentGenerator.Generated record) {
        T entity = codec.entityOf(record.key().id(), record.content());
        assertThat(codec.idOf(entity)).isEqualTo(record.key().id());
        return codec.contentOf(entity);
    }
}
