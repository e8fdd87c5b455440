// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.dualwrite.settings.Ulids;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.Struct;

/** The clock of another machine decides nothing. */
class SkewedClockTest {

    private static final EntityType<Document> TYPE = EntityType.builder("module", "things")
            .fields(FieldDef.text("note").optional())
            .build();
    private static final RecordKey KEY = RecordKey.global("k");

    @Test
    void theIntentOfADeleterWhoseClockWasAnHourAheadIsFinishedAfterTheGrace() {
        ProtocolSettings settings = ProtocolSettings.defaults().withGrace(Duration.ofMillis(200));
        try (MemoryModule module = MemoryModule.in(
                Stage.DUAL_WRITE, TYPE, it -> it.protocol(settings).reconcileEvery(Duration.ofMillis(20)))) {
            assertThat(module.store()
                            .put(KEY, Struct.EMPTY, Precondition.none())
                            .isApplied())
                    .isTrue();
            assertThat(module.module.drain(Duration.ofMinutes(1))).isTrue();
            InstantSource ahead = () -> InstantSource.system().instant().plus(Duration.ofHours(1));
            VersionStamp victim =
                    module.legacy.store(TYPE).read(KEY).orElseThrow().stamp();

            // The deleter wrote its intent and died.
            VersionStamp intent = new VersionStamp(victim.version() + 1, new Ulids(ahead, new SecureRandom()).next());
            assertThat(module.legacy
                            .store(TYPE)
                            .insertTombstone(new LegacyTombstone(
                                    KEY, intent, Optional.of(victim), OptionalLong.of(1), Optional.empty()))
                            .isDone())
                    .isTrue();

            await().atMost(Duration.ofMinutes(1)).until(() -> module.module.pendingDepth() == 0);
            assertThat(module.store().find(KEY)).isEmpty();
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> module.target.store(TYPE).find(KEY).isEmpty());
        }
    }
}
