// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.internal.control.StageView;
import org.stellaops.persistence.dualwrite.internal.control.StageView.Standing;

class StageViewTest {

    private final StageView stages = new StageView(Stage.SHADOW_READ, entered -> {});

    @Test
    void aRecordReadBeforeAMoveEndedDoesNotTakeTheProcessBack() {
        Standing beforeTheRead = stages.now();

        stages.enter(Stage.TARGET_LED);

        assertThat(stages.enterFrom(beforeTheRead, Stage.SHADOW_READ)).isFalse();
        assertThat(stages.current()).isEqualTo(Stage.TARGET_LED);
    }

    @Test
    void aProcessThatStoodStillFollows() {
        assertThat(stages.enterFrom(stages.now(), Stage.TARGET_LED)).isTrue();
        assertThat(stages.now()).isEqualTo(new Standing(Stage.TARGET_LED, 1, 1));
    }

    @Test
    void aStageThatWasEnteredTwiceIsAnotherStanding() {
        Standing beforeTheRead = stages.now();

        stages.enter(Stage.TARGET_LED);
        stages.enter(Stage.SHADOW_READ);

        assertThat(stages.enterFrom(beforeTheRead, Stage.DUAL_WRITE)).isFalse();
        assertThat(stages.current()).isEqualTo(Stage.SHADOW_READ);
    }
}
