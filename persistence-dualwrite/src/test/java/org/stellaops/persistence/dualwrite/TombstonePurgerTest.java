// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.tombstone.TombstoneRemovalResult;
import org.stellaops.persistence.dualwrite.tombstone.TombstoneRetention;
import org.stellaops.persistence.dualwrite.tombstone.TombstoneSchedule;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.value.Struct;

/** A module removes tombstones when it is asked to, and by itself only if it is told how often. */
class TombstonePurgerTest {

    private static final EntityType<?> TYPE = EntityType.builder("maintenance", "things")
            .fields(FieldDef.text("value"))
            .build();
    private static final TombstoneRetention ALL = TombstoneRetention.defaults().withKeep(Duration.ZERO);
    private static final int DELETES = 25;

    @Test
    void aModuleWithAScheduleRemovesAllOfThemInSteps() {
        TombstoneSchedule often = new TombstoneSchedule(Duration.ofMillis(20), ALL.withAtMost(10));
        try (MemoryModule it = MemoryModule.in(
                Stage.DUAL_WRITE,
                TYPE,
                built -> built.reconcileEvery(Duration.ofMillis(10)).removeTombstones(often))) {
            writeAndDelete(it);

            assertThat(it.module.drain(Duration.ofSeconds(10))).isTrue();

            await().atMost(Duration.ofSeconds(10)).until(() -> tombstonesLeft(it) == 0);
            assertThat(it.received(DualWriteEvent.TombstonesRemoved.class)).isNotEmpty();
        }
    }

    @Test
    void aModuleWithoutAScheduleKeepsThemUntilItIsAsked() {
        try (MemoryModule it =
                MemoryModule.in(Stage.DUAL_WRITE, TYPE, built -> built.reconcileEvery(Duration.ofMillis(10)))) {
            writeAndDelete(it);
            assertThat(it.module.drain(Duration.ofSeconds(10))).isTrue();

            assertThat(tombstonesLeft(it)).isEqualTo(2 * DELETES);
            assertThat(it.module.removeTombstones(ALL))
                    .isEqualTo(new TombstoneRemovalResult.Removed(2, DELETES, DELETES, false));
            assertThat(tombstonesLeft(it)).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LEGACY_ONLY", "TARGET_ONLY"})
    void whereOnlyOneStoreIsWrittenTheyStay(Stage stage) {
        try (MemoryModule it = MemoryModule.in(stage, TYPE, built -> built)) {
            assertThat(it.module.removeTombstones(ALL))
                    .isInstanceOfSatisfying(
                            TombstoneRemovalResult.Refused.class,
                            refused -> assertThat(refused.reason()).contains(stage.configName()));
        }
    }

    private static void writeAndDelete(MemoryModule module) {
        for (int i = 0; i < DELETES; i++) {
            RecordKey key = RecordKey.global("k" + i);
            Struct content = Struct.builder().put("value", "v").build();
            assertThat(module.store().put(key, content, Precondition.none()).isApplied())
                    .isTrue();
            assertThat(module.store().delete(key, Precondition.none()).isApplied())
                    .isTrue();
        }
    }

    private static int tombstonesLeft(MemoryModule module) {
        return module.legacy
                        .store(TYPE)
                        .replicatedTombstones(Optional.empty(), 1_000)
                        .size()
                + module.target
                        .store(TYPE)
                        .replicatedTombstones(Optional.empty(), 1_000)
                        .size();
    }
}
