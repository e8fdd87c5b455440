// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.follower;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.cutover.Side;

class MeasurementsTest {

    private static final Offset<Double> CLOSE = Offset.offset(0.01);

    @Test
    void theMedianForgivesOneSpoiltRotationAndThePoolDoesNot() {
        Measurements measured =
                new Measurements(List.of(rotation(100, 110, 0), rotation(100, 110, 0), rotation(100, 900, 0)));

        assertThat(measured.pairedRatio(Situation.HUNG)).isCloseTo(1.1, CLOSE);
        assertThat(measured.pooledRatio(Situation.HUNG)).isCloseTo(9.0, Offset.offset(0.1));
        assertThat(measured.noise()).isCloseTo(1.0, CLOSE);
    }

    @Test
    void oneSpoiltSliceDoesNotMoveTheTypicalP99() {
        Block block = block(100, 0).plus(block(100, 0)).plus(block(9_000, 0));

        assertThat(block.typicalP99()).isCloseTo(100_000, Offset.offset(100.0));
        assertThat(block.pooledP99()).isGreaterThan(8_000_000);
        assertThat(block.calls()).isEqualTo(300);
    }

    @Test
    void theIntervalHoldsTheMedianAndIsNarrowWhereRotationsAgree() {
        Interval sure = Interval.ofMedian(new double[] {1.0, 1.0, 1.1, 1.0, 1.1, 1.0});
        Interval unsure = Interval.ofMedian(new double[] {0.2, 1.0, 5.0, 0.3, 4.0, 1.1});

        assertThat(sure.low()).isEqualTo(1.0);
        assertThat(sure.high()).isLessThanOrEqualTo(1.1);
        assertThat(unsure.low()).isLessThan(0.7);
        assertThat(unsure.high()).isGreaterThan(2.0);
    }

    @Test
    void aSlowFollowerOfEitherLeaderOrOneFailedCallFailsTheClaim() {
        assertThat(results(rotation(100, 120, 0)).holds()).isTrue();
        assertThat(results(rotation(100, 130, 0)).holds()).isFalse();
        assertThat(results(rotation(100, 120, 1)).holds()).isFalse();
        assertThat(results(rotation(100, 130, 0)).verdict()).contains("FAILS", "worst_ratio=1.30");
    }

    private static Results results(Map<Situation, Block> target) {
        return new Results(
                RunOptions.defaults(),
                Map.of(),
                Map.of(
                        Side.LEGACY, new Measurements(List.of(rotation(100, 100, 0))),
                        Side.TARGET, new Measurements(List.of(target))));
    }

    private static Map<Situation, Block> rotation(long defaults, long hung, long failed) {
        Map<Situation, Block> blocks = new EnumMap<>(Situation.class);
        for (Situation situation : Situation.values()) {
            blocks.put(situation, block(situation == Situation.HUNG ? hung : defaults, failed));
        }
        return blocks;
    }

    private static Block block(long micros, long failed) {
        Histogram histogram = new Histogram(3);
        histogram.recordValueWithCount(micros * 1000, 100);
        return new Block(List.of(histogram), histogram, failed);
    }
}
