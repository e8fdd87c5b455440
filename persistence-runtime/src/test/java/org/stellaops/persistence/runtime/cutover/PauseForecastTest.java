// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.cutover;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.dualwrite.settings.MovePolicy;
import org.stellaops.persistence.runtime.cutover.PausePrediction.Confidence;

/** A prediction says how sure it is, and is never above the bound after which the change is aborted. */
class PauseForecastTest {

    private static final MovePolicy LIMITS = MovePolicy.defaults();
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration TRIP = Duration.ofMillis(1);

    private static PausePrediction predict(long backlog, long left, List<Duration> earlier) {
        return PauseForecast.of(new PauseForecast.Measured(1, backlog, left, SECOND, TRIP, earlier), LIMITS);
    }

    @Test
    void earlierPausesAreSurerThanRoundTrips() {
        PausePrediction first = predict(0, 0, List.of());
        assertThat(first.confidence()).isEqualTo(Confidence.MEDIUM);
        assertThat(first.likely()).isEqualTo(Duration.ofMillis(100));

        PausePrediction later =
                predict(0, 0, List.of(Duration.ofMillis(900), Duration.ofMillis(300), Duration.ofMillis(400)));
        assertThat(later.confidence()).isEqualTo(Confidence.HIGH);
        assertThat(later.likely()).isEqualTo(Duration.ofMillis(400));
    }

    @Test
    void aBacklogCountsByHowFastItFalls() {
        PausePrediction falling = predict(3_000, 1_000, List.of());
        assertThat(falling.confidence()).isEqualTo(Confidence.MEDIUM);
        assertThat(falling.perSecond()).contains(2_000.0);
        assertThat(falling.likely()).isEqualTo(Duration.ofMillis(600));

        PausePrediction stuck = predict(1_000, 1_000, List.of());
        assertThat(stuck.confidence()).isEqualTo(Confidence.LOW);
        assertThat(stuck.likely()).isGreaterThan(LIMITS.drain()).isLessThanOrEqualTo(stuck.atMost());
        assertThat(stuck.describe()).contains("low confidence: 1000 key(s) pending");
    }
}
