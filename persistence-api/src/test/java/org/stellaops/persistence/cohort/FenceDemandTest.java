// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cohort;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.cutover.Cohort;

class FenceDemandTest {

    private static final long FIRST = Cohort.firstEpoch(1);
    private static final long SECOND = Cohort.firstEpoch(2);

    @Test
    void aFenceThatIsRaisedForOneCohortGoesOnRefusingWhatItRefusedOfOthers() {
        FenceDemand next = demand(1, FIRST + 4).over(Optional.of(demand(1, FIRST + 2, 2, SECOND + 6)));

        assertThat(next).isEqualTo(demand(1, FIRST + 4, 2, SECOND + 6));
        assertThat(next.admits(FIRST + 3)).isFalse();
        assertThat(next.admits(FIRST + 4)).isTrue();
        assertThat(next.admits(SECOND + 5)).isFalse();
        assertThat(next.admits(SECOND + 6)).isTrue();
    }

    @Test
    void aFenceThatIsHigherAlreadyStaysAsItIs() {
        FenceDemand higher = demand(1, FIRST + 4, 2, SECOND + 6);

        assertThat(demand(1, FIRST + 4, 2, SECOND + 2).over(Optional.of(higher)))
                .isEqualTo(higher);
        assertThat(FenceDemand.of(3).over(Optional.of(FenceDemand.of(7)))).isEqualTo(FenceDemand.of(7));
    }

    @Test
    void whereNoFenceStandsItIsWhatIsDemanded() {
        assertThat(FenceDemand.of(3).over(Optional.empty())).isEqualTo(FenceDemand.of(3));
    }

    private static FenceDemand demand(int cohort, long epoch) {
        return new FenceDemand(new TreeMap<>(Map.of(cohort, epoch)));
    }

    private static FenceDemand demand(int first, long epochOfFirst, int second, long epochOfSecond) {
        return new FenceDemand(new TreeMap<>(Map.of(first, epochOfFirst, second, epochOfSecond)));
    }
}
