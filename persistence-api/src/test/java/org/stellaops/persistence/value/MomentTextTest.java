// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MomentTextTest {

    private static final long YEARS_MINUS_1_TO_10001 = 315_600_000_000L;
    private static final long SECONDS_SINCE_YEAR_MINUS_1 = -62_200_000_000L;
    private static final int[] UNITS = {1, 1_000, 1_000_000, 1_000_000_000};

    @Test
    void theTextIsThatOfTheInstant() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            long seconds = SECONDS_SINCE_YEAR_MINUS_1 + (long) (random.nextDouble() * YEARS_MINUS_1_TO_10001);
            int unit = UNITS[random.nextInt(UNITS.length)];
            Instant instant = Instant.ofEpochSecond(seconds, random.nextInt(1_000_000_000) / unit * (long) unit);

            assertThat(MomentText.of(instant)).isEqualTo(instant.toString());
        }
    }

    @Test
    void theEndsOfTheYearsOfFourDigitsAreNoExceptions() {
        assertThat(new String[] {
                    "-0001-12-31T23:59:59.999999999Z",
                    "0000-01-01T00:00:00Z",
                    "1969-12-31T23:59:59.999Z",
                    "9999-12-31T23:59:59.000001Z",
                    "+10000-01-01T00:00:00Z"
                })
                .allSatisfy(it -> assertThat(MomentText.of(Instant.parse(it))).isEqualTo(it));
    }
}
