// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.shadow.ReadObserver;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.value.Struct;

/** Whoever watches reads cannot hurt the reader (P6). */
class ReadObserverTest {

    private static final EntityType<Document> TYPE =
            EntityType.builder("module", "things").build();
    private static final RecordKey KEY = RecordKey.global("k");

    private final List<String> observed = new ArrayList<>();

    @Test
    void anObserverThatThrowsChangesNoAnswer() {
        ReadObserver throwing = new ReadObserver() {
            @Override
            public void afterFind(EntityPair pair, Stage stage, RecordKey key, Optional<StoredRecord> answer) {
                observed.add("find");
                throw new IllegalStateException("injected");
            }

            @Override
            public void afterQuery(
                    EntityPair pair, Stage stage, Optional<String> tenant, Query query, Page<StoredRecord> answer) {
                observed.add("query");
                throw new NoClassDefFoundError("injected");
            }
        };
        try (MemoryModule module = MemoryModule.in(Stage.SHADOW_READ, TYPE, it -> it.readObserver(throwing))) {
            assertThat(module.store()
                            .put(KEY, Struct.EMPTY, Precondition.none())
                            .isApplied())
                    .isTrue();

            assertThat(module.store().find(KEY)).isPresent();
            assertThat(module.store().query(Optional.empty(), Query.all()).items())
                    .hasSize(1);
        }
        assertThat(observed).containsExactly("find", "query");
    }
}
