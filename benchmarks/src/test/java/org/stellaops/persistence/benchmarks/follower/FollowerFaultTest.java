// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.follower;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.cutover.Side;

/** That the benchmark runs to its end and that no call fails on the way; times are asserted by the benchmark alone. */
class FollowerFaultTest {

    @Test
    void everySituationIsMeasuredForBothLeadersAndNoCallFails() {
        Results results = FollowerFault.run(new RunOptions(1, 0, Duration.ofMillis(400), 100, 2, Optional.empty()));

        assertThat(results.byLeader()).containsOnlyKeys(Side.values());
        results.byLeader().values().forEach(measured -> {
            for (Situation situation : Situation.values()) {
                assertThat(measured.all(situation).calls())
                        .as(situation.words())
                        .isEqualTo(40);
                assertThat(measured.all(situation).failed())
                        .as(situation.words())
                        .isZero();
                assertThat(measured.pairedRatio(situation)).isPositive();
            }
        });
        assertThat(Table.of(results))
                .contains("follower hung", results.engines().get(Side.TARGET));
        assertThat(ResultsJson.of(results).at("/leaders/legacy/hung/failed").asInt(-1))
                .isZero();
        assertThat(results.verdict()).startsWith("follower-fault: ").contains("failed=0");
    }

    @Test
    void whatTheCommandLineSaysIsTakenOrRefused() {
        assertThat(RunOptions.of("--rotations", "3", "--block-ms", "500", "--rate", "50"))
                .isEqualTo(new RunOptions(3, 1, Duration.ofMillis(500), 50, 2, Optional.empty()));
        assertThatThrownBy(() -> RunOptions.of("--rounds", "3")).hasMessageContaining("--rounds is no known option");
        assertThatThrownBy(() -> RunOptions.of("--rate")).hasMessageContaining("--rate needs a value");
        assertThatThrownBy(() -> RunOptions.of("--rate", "many")).hasMessageContaining("must be a whole number");
        assertThatThrownBy(() -> RunOptions.of("--rotations", "0")).hasMessageContaining("at least 1");
    }
}
