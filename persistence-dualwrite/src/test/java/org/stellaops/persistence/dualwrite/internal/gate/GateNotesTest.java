// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.gate.GateEvidence.DivergenceEvidence;
import org.stellaops.persistence.dualwrite.gate.GateEvidence.RollbackEvidence;
import org.stellaops.persistence.dualwrite.gate.GateEvidence.SignOff;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;

/** What persons and processes note counts for the lead in which it was noted. */
class GateNotesTest {

    private static final Duration COOL_DOWN = Duration.ofMinutes(5);

    private final ServedStores stores = new ServedStores();
    private final GateNotes notes = stores.log.notes();

    @Test
    void theLastDivergenceIsAsOldAsProcessesServedSince() {
        assertThat(notes.lastDivergence(Side.LEGACY)).isEmpty();
        stores.served(Side.LEGACY, 1_000);
        notes.diverged(Side.LEGACY);
        stores.served(Side.LEGACY, 3_000);
        assertThat(notes.lastDivergence(Side.LEGACY)).contains(new DivergenceEvidence(Duration.ofSeconds(2)));

        notes.diverged(Side.LEGACY);

        assertThat(notes.lastDivergence(Side.LEGACY)).contains(new DivergenceEvidence(Duration.ZERO));
        stores.served(Side.LEGACY, 2_000);
        assertThat(notes.lastDivergence(Side.LEGACY)).contains(new DivergenceEvidence(Duration.ZERO));
    }

    @ParameterizedTest
    @CsvSource({"1, true", "2, true", "3, false"})
    void whatWasNotedBeforeThePresentLeadDoesNotCount(long lead, boolean counts) {
        stores.leads(Side.LEGACY, 2);
        notes.diverged(Side.LEGACY);
        notes.signedOff(Side.LEGACY, Stage.TARGET_LED, "ann", "checked");

        stores.log.noteLead(Side.LEGACY, new ControlRecord(Phase.STEADY, lead), 0);

        assertThat(notes.lastDivergence(Side.LEGACY).isPresent()).isEqualTo(counts);
        assertThat(notes.signOff(Side.LEGACY, Stage.TARGET_LED).isPresent()).isEqualTo(counts);
    }

    @Test
    void aWordIsForOneStepAndCanBeTakenBack() {
        notes.signedOff(Side.LEGACY, Stage.TARGET_LED, "ann", "checked");
        notes.signedOff(Side.LEGACY, Stage.TARGET_LED, "bob", "checked again");

        assertThat(notes.signOff(Side.LEGACY, Stage.TARGET_LED))
                .contains(new SignOff("bob", "checked again", "1970-01-01T00:00:00Z", Duration.ZERO));
        assertThat(notes.signOff(Side.LEGACY, Stage.SHADOW_READ)).isEmpty();

        assertThat(notes.withdraw(Side.LEGACY, Stage.SHADOW_READ)).isFalse();
        assertThat(notes.withdraw(Side.LEGACY, Stage.TARGET_LED)).isTrue();
        assertThat(notes.signOff(Side.LEGACY, Stage.TARGET_LED)).isEmpty();
    }

    @Test
    void aRollbackIsKnownToBothLeadersOnceItWasMade() {
        targetLedSince(5);
        stores.served(Side.LEGACY, 1_000);
        notes.rolledBack(Side.LEGACY, "slow", COOL_DOWN);
        stores.served(Side.LEGACY, 1_500);
        RollbackEvidence made = new RollbackEvidence("slow", COOL_DOWN, Duration.ofMillis(500));

        assertThat(notes.lastRollback(Side.LEGACY)).contains(made);
        assertThat(notes.lastRollback(Side.TARGET)).isEmpty();
        assertThat(notes.lastRollbackFrom(Side.TARGET)).isEmpty();

        targetLedSince(8);
        assertThat(notes.lastRollbackFrom(Side.TARGET)).contains(made);
        assertThat(notes.lastRollbackFrom(Side.LEGACY)).isEmpty();
    }

    @Test
    void aRollbackThatWasNotMadeIsTakenBackAndAnEarlierOneStays() {
        targetLedSince(5);
        notes.rolledBack(Side.LEGACY, "slow", COOL_DOWN);
        targetLedSince(8);

        notes.didNotRollBack(Side.LEGACY);
        assertThat(notes.lastRollback(Side.LEGACY)).isPresent();

        notes.rolledBack(Side.LEGACY, "slow again", COOL_DOWN);
        notes.didNotRollBack(Side.LEGACY);
        assertThat(notes.lastRollback(Side.LEGACY)).isEmpty();
    }

    /** A version that did not note which lead a rollback left. */
    @Test
    void aRollbackOfAnEarlierVersionCounts() {
        assertThat(stores.entries(Side.LEGACY).insert("rollback", "{\"reason\":\"slow\",\"coolDown\":\"300000\"}"))
                .isTrue();

        assertThat(notes.lastRollbackFrom(Side.TARGET))
                .contains(new RollbackEvidence("slow", COOL_DOWN, Duration.ZERO));
    }

    private void targetLedSince(long epoch) {
        stores.leads(Side.TARGET, epoch);
        stores.log.noteLead(Side.TARGET, new ControlRecord(Phase.STEADY, epoch), epoch - 1);
    }
}
