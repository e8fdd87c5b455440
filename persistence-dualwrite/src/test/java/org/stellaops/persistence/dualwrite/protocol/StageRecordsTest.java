// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.internal.stage.StageRecords;
import org.stellaops.persistence.dualwrite.internal.stage.StageRecords.Leading;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.ControlStore;

class StageRecordsTest {

    private final TwoStores stores = new TwoStores();
    private final ControlStore legacy = stores.legacyBackend.control();
    private final ControlStore target = stores.targetBackend.control();
    private final StageRecords records = new StageRecords(stores.module());

    @Test
    void aRecordWithoutAStageStandsForTheFirstStageThatComparesReads() {
        assertThat(leading(Side.LEGACY).stage()).isEqualTo(Stage.SHADOW_READ);
        set(legacy, new ControlRecord(Phase.AWAY, 3));
        set(target, new ControlRecord(Phase.STEADY, 3));

        assertThat(leading(Side.LEGACY).stage()).isEqualTo(Stage.TARGET_LED);
    }

    @Test
    void aStoreThatLeadsInALowerEpochThanWasSeenIsNotFollowed() {
        records.sawLeader(2);

        assertThat(records.leading(Side.LEGACY)).isEmpty();

        set(legacy, new ControlRecord(Phase.STEADY, 3));
        assertThat(leading(Side.TARGET).record().epoch()).isEqualTo(3);
        set(legacy, new ControlRecord(Phase.STEADY, 2));
        assertThat(records.leading(Side.LEGACY)).isEmpty();
    }

    @Test
    void aStepNamesTheRecordThatItMoves() {
        Leading seen = leading(Side.LEGACY);

        assertThat(records.step(seen, Stage.DUAL_WRITE)).isTrue();
        assertThat(records.step(seen, Stage.LEGACY_ONLY)).isFalse();

        assertThat(legacy.read().stage()).contains(Stage.DUAL_WRITE);
    }

    @Test
    void aStoreWhoseLeadMovesMakesNoStep() {
        set(legacy, new ControlRecord(Phase.MOVING, 1, Stage.SHADOW_READ));

        assertThat(records.step(leading(Side.LEGACY), Stage.DUAL_WRITE)).isFalse();
        assertThat(legacy.read().stage()).contains(Stage.SHADOW_READ);
    }

    @Test
    void aCopyIsWrittenOnlyWhereItIsOne() {
        records.copyTo(Side.TARGET, Stage.DUAL_WRITE);
        records.copyTo(Side.LEGACY, Stage.DUAL_WRITE);

        assertThat(target.read().stage()).contains(Stage.DUAL_WRITE);
        assertThat(target.read().leads()).isFalse();
        assertThat(legacy.read().stage()).isEmpty();
    }

    private Leading leading(Side first) {
        return records.leading(first).orElseThrow();
    }

    private static void set(ControlStore control, ControlRecord next) {
        assertThat(control.compareAndSet(control.read(), next)).isTrue();
    }
}
