// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
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
        TwoStores.set(legacy, new ControlRecord(Phase.AWAY, 3));
        TwoStores.set(target, new ControlRecord(Phase.STEADY, 3));

        assertThat(leading(Side.LEGACY).stage()).isEqualTo(Stage.TARGET_LED);
    }

    @Test
    void aStoreThatLeadsInALowerEpochThanWasSeenIsNotFollowed() {
        records.sawLeader(2);

        assertThat(records.leading(Side.LEGACY)).isEmpty();

        TwoStores.set(legacy, new ControlRecord(Phase.STEADY, 3));
        assertThat(leading(Side.TARGET).record().epoch()).isEqualTo(3);
        TwoStores.set(legacy, new ControlRecord(Phase.STEADY, 2));
        assertThat(records.leading(Side.LEGACY)).isEmpty();
    }

    @Test
    void aLeadIsHandedOverWhereTheStoreThatWasAskedFirstGaveItAwayInTheSameEpoch() {
        TwoStores.set(legacy, new ControlRecord(Phase.AWAY, 3));
        TwoStores.set(target, new ControlRecord(Phase.STEADY, 3));

        assertThat(leading(Side.LEGACY).isHandedOver()).isTrue();
        assertThat(leading(Side.TARGET).isHandedOver()).as("only one was asked").isFalse();

        TwoStores.set(target, new ControlRecord(Phase.STEADY, 4));
        assertThat(leading(Side.LEGACY).isHandedOver()).isFalse();
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
        TwoStores.set(legacy, new ControlRecord(Phase.MOVING, 1, Stage.SHADOW_READ));

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

    @Test
    void aCopyThatIsThereAlreadyIsNotWrittenAgain() {
        records.copyTo(Side.TARGET, Stage.DUAL_WRITE);
        ControlStore untouched = Failing.always("compareAndSet", ControlStore.class, target, () -> {
            throw new AssertionError("written again");
        });

        new StageRecords(stores.withTargetControl(untouched)).copyTo(Side.TARGET, Stage.DUAL_WRITE);

        assertThat(target.read().stage()).contains(Stage.DUAL_WRITE);
    }

    @Test
    void aStepWhoseAnswerWasLostIsMadeIfTheRecordShowsIt() {
        assertThat(lost(Failing.after(
                                1,
                                "compareAndSet",
                                ControlStore.class,
                                legacy,
                                () -> Failing.thrown(Fault.Kind.NO_ANSWER)))
                        .step(leading(Side.LEGACY), Stage.DUAL_WRITE))
                .isTrue();
        StageRecords notMade = lost(
                Failing.at(1, "compareAndSet", ControlStore.class, legacy, () -> Failing.thrown(Fault.Kind.NO_ANSWER)));
        assertThatThrownBy(() -> notMade.step(leading(Side.LEGACY), Stage.SHADOW_READ))
                .isInstanceOf(StoreException.class);
        StageRecords down = lost(Failing.after(
                1, "compareAndSet", ControlStore.class, legacy, () -> Failing.thrown(Fault.Kind.UNAVAILABLE)));
        assertThatThrownBy(() -> down.step(leading(Side.LEGACY), Stage.SHADOW_READ))
                .isInstanceOf(StoreException.class);
    }

    /** The other one leads for certain only if it does so in an epoch that this process has not seen. */
    @Test
    void aStoreThatCannotBeAskedIsReplacedOnlyByOneThatLeadsSince() {
        stores.legacyBackend.fail(Optional.of(new Fault(Fault.Kind.UNAVAILABLE, "down")));
        assertThatThrownBy(() -> records.leading(Side.LEGACY)).isInstanceOf(StoreException.class);

        TwoStores.set(target, new ControlRecord(Phase.STEADY, 3));
        assertThat(leading(Side.LEGACY).side()).isEqualTo(Side.TARGET);
        assertThatThrownBy(() -> records.leading(Side.LEGACY))
                .as("it was seen in that epoch already")
                .isInstanceOf(StoreException.class);
    }

    private StageRecords lost(ControlStore control) {
        return new StageRecords(stores.withLegacyControl(control));
    }

    private Leading leading(Side first) {
        return records.leading(first).orElseThrow();
    }
}
