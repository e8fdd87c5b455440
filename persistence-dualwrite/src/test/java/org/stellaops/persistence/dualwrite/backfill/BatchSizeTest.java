// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchSizeTest {

    @ParameterizedTest
    @CsvSource({
        "500, 5000, 500, 10, 5000",
        "100, 5000, 100, 0, 1000",
        "500, 5000, 500, 100, 1500",
        "4000, 5000, 4000, 150, 5000",
        "4000, 5000, 4000, 300, 4000",
        "5000, 5000, 5000, 10, 5000",
        "500, 5000, 499, 10, 500",
        "500, 5000, 500, 500, 500",
        "500, 5000, 500, 1001, 250",
        "60, 5000, 60, 30000, 50",
        "3, 3, 3, 30000, 3",
    })
    void quickBatchesGrowAndSlowOnesShrink(int now, int most, int records, long millis, int next) {
        assertThat(BatchSize.next(now, most, records, Duration.ofMillis(millis).toNanos()))
                .isEqualTo(next);
    }

    @Test
    void theFirstOneIsSmall() {
        assertThat(new BatchSize(5000).now()).isEqualTo(500);
        assertThat(new BatchSize(20).now()).isEqualTo(20);
    }
}
