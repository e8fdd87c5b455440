// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cutover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.cutover.Stage.DUAL_WRITE;
import static org.stellaops.persistence.cutover.Stage.LEGACY_ONLY;
import static org.stellaops.persistence.cutover.Stage.RAMP_DOWN;
import static org.stellaops.persistence.cutover.Stage.SHADOW_READ;
import static org.stellaops.persistence.cutover.Stage.TARGET_LED;
import static org.stellaops.persistence.cutover.Stage.TARGET_ONLY;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StageTest {

    @ParameterizedTest
    @CsvSource({
        "LEGACY_ONLY, LEGACY, LEADER, LEADER, legacy-only",
        "DUAL_WRITE,  LEGACY, BOTH,   LEADER, dual-write",
        "SHADOW_READ, LEGACY, BOTH,   BOTH,   shadow-read",
        "TARGET_LED,  TARGET, BOTH,   BOTH,   target-led",
        "RAMP_DOWN,   TARGET, BOTH,   LEADER, ramp-down",
        "TARGET_ONLY, TARGET, LEADER, LEADER, target-only"
    })
    void eachStageSaysWhoLeadsWhatIsWrittenAndWhatIsCompared(
            Stage stage, Side leader, Reach writes, Reach reads, String configName) {
        assertThat(stage.leader()).isEqualTo(leader);
        assertThat(stage.writes()).isEqualTo(writes);
        assertThat(stage.reads()).isEqualTo(reads);
        assertThat(stage.configName()).isEqualTo(configName);
        assertThat(Stage.ofConfigName(configName)).hasValue(stage);
    }

    @ParameterizedTest
    @EnumSource
    void aModuleWalksOneStepForwardOrOneStepBack(Stage from) {
        assertThat(Stage.values())
                .allSatisfy(to ->
                        assertThat(from.canMoveTo(to)).isEqualTo(from.walkTo(to).size() == 1));
    }

    @Test
    void theWalkNamesEachStageOnTheWay() {
        assertThat(LEGACY_ONLY.walkTo(TARGET_ONLY))
                .containsExactly(DUAL_WRITE, SHADOW_READ, TARGET_LED, RAMP_DOWN, TARGET_ONLY);
        assertThat(TARGET_LED.walkTo(LEGACY_ONLY)).containsExactly(SHADOW_READ, DUAL_WRITE, LEGACY_ONLY);
        assertThat(SHADOW_READ.walkTo(SHADOW_READ)).isEmpty();
    }

    @Test
    void anUnknownNameIsNoStage() {
        assertThat(Stage.ofConfigName("TARGET_LED")).isEmpty();
        assertThat(Stage.ofConfigName("complete")).isEmpty();
    }
}
