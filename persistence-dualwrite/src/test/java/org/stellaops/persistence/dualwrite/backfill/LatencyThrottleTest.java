// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LatencyThrottleTest {

    private static final long BATCH = Duration.ofMillis(200).toNanos();

    @Test
    void aSlowTargetIsLeftAloneForLongerAndLongerUntilItIsQuick() {
        LatencyThrottle throttle = new LatencyThrottle(Duration.ofMillis(50));
        long slow = Duration.ofMillis(51).toNanos();

        assertThat(throttle.rest(Duration.ofMillis(50).toNanos(), BATCH)).isZero();
        assertThat(throttle.rest(slow, BATCH)).isEqualTo(Duration.ofMillis(200));
        assertThat(throttle.rest(slow, BATCH)).isEqualTo(Duration.ofMillis(400));
        assertThat(throttle.rest(1, BATCH)).isZero();
        assertThat(throttle.rest(slow, BATCH)).isEqualTo(Duration.ofMillis(200));
    }

    @Test
    void itIsLeftAloneForHalfAMinuteAtMost() {
        LatencyThrottle throttle = new LatencyThrottle(Duration.ofMillis(50));
        Duration rest = Duration.ZERO;
        for (int i = 0; i < 100; i++) {
            rest = throttle.rest(
                    Duration.ofSeconds(5).toNanos(), Duration.ofSeconds(9).toNanos());
        }

        assertThat(rest).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void withoutALimitNothingIsSlow() {
        assertThat(new LatencyThrottle(Duration.ZERO).rest(Long.MAX_VALUE, BATCH))
                .isZero();
    }
}
