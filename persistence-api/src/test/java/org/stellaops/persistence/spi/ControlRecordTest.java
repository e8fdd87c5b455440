// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.spi.ControlRecord.Phase;

class ControlRecordTest {

    private static final ControlRecord FIRST = new ControlRecord(Phase.STEADY, 3, Stage.DUAL_WRITE);

    @Test
    void theFirstGenerationIsWrittenAsByVersionsThatKnewNone() {
        assertThat(FIRST.standing()).contains("DUAL_WRITE");
        assertThat(new ControlRecord(Phase.AWAY, 1).standing()).isEmpty();
        assertThat(ControlRecord.of(Phase.STEADY, 3, Optional.of("DUAL_WRITE"))).isEqualTo(FIRST);
        assertThat(ControlRecord.of(Phase.AWAY, 1, Optional.empty())).isEqualTo(new ControlRecord(Phase.AWAY, 1));
    }

    @Test
    void aLaterGenerationIsReadAsItWasWrittenAndNotAsAStage() {
        for (ControlRecord later : new ControlRecord[] {
            FIRST.in(Generation.of(1)),
            FIRST.in(Generation.of(12).asGiving()),
            new ControlRecord(Phase.AWAY, 3).in(Generation.of(2)),
            FIRST.in(Generation.FIRST.asGiving())
        }) {
            String standing = later.standing().orElseThrow();
            assertThat(ControlRecord.of(later.phase(), later.epoch(), Optional.of(standing)))
                    .as(standing)
                    .isEqualTo(later);
            assertThatIllegalArgumentException()
                    .as("what an earlier version does with it")
                    .isThrownBy(() -> Stage.valueOf(standing));
        }
    }

    @Test
    void whatChangesPhaseEpochOrStageKeepsTheGeneration() {
        ControlRecord giving = FIRST.in(Generation.of(2).asGiving());

        assertThat(giving.at(Phase.MOVING, 4).generation())
                .isEqualTo(Generation.of(2).asGiving());
        assertThat(giving.in(Stage.SHADOW_READ).generation())
                .isEqualTo(Generation.of(2).asGiving());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"DUAL_WRITE/1/later", "DUAL_WRITE/1/giving/more", "DUAL_WRITE/x", "NO_STAGE", "DUAL_WRITE/-1"})
    void whatALaterVersionMayHaveWrittenIsNotGuessed(String standing) {
        assertThatIllegalArgumentException().isThrownBy(() -> ControlRecord.of(Phase.STEADY, 3, Optional.of(standing)));
    }
}
