// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BackoffTest {

    private static final long HOUR_IN_NANOS = 3_600_000_000_000L;

    @Test
    void aPauseDoublesUntilTheLongest() {
        assertThat(Backoff.pause(100, 1_000, 0, bound -> 0)).isEqualTo(50);
        assertThat(Backoff.pause(100, 1_000, 1, bound -> 0)).isEqualTo(100);
        assertThat(Backoff.pause(100, 1_000, 3, bound -> 0)).isEqualTo(400);
        assertThat(Backoff.pause(100, 1_000, 4, bound -> 0)).isEqualTo(500);
        assertThat(Backoff.pause(100, 1_000, Integer.MAX_VALUE, bound -> 0)).isEqualTo(500);
    }

    @Test
    void halfOfItIsSpread() {
        assertThat(Backoff.pause(100, 1_000, 1, bound -> bound - 1)).isEqualTo(200);
        assertThat(Backoff.pause(101, 1_000, 0, bound -> bound - 1)).isEqualTo(100);
    }

    @Test
    void noNumberOfDoublingsOverflows() {
        for (int doublings = 0; doublings < 200; doublings++) {
            assertThat(Backoff.pause(HOUR_IN_NANOS, 64 * HOUR_IN_NANOS, doublings, bound -> 0))
                    .isEqualTo((HOUR_IN_NANOS << Math.min(doublings, 6)) / 2);
        }
    }
}
