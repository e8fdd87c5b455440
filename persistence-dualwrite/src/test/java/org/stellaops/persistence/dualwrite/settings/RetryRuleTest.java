// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.spi.RejectedImage;
import org.stellaops.persistence.spi.VersionStamp;

class RetryRuleTest {

    private static final RecordKey KEY = RecordKey.global("k");
    private static final VersionStamp STAMP = new VersionStamp(7, "t");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123456Z");
    private static final RetryRule RULE = RetryRule.defaults();

    @Test
    void pausesDoubleUpToTheLongestAndAreNeverShorterThanHalf() {
        for (int count = 1; count < 70; count++) {
            Duration whole = Duration.ofSeconds(Math.min(300, 1L << Math.min(count - 1, 20)));
            assertThat(RULE.pauseAfter(count, STAMP)).isBetween(whole.dividedBy(2), whole);
        }
    }

    @Test
    void keysThatWereRefusedTogetherDoNotComeBackTogether() {
        Set<Duration> pauses = new HashSet<>();
        List<Duration> early = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            Duration pause = RULE.pauseAfter(9, new VersionStamp(7, "01KAAAAAAAAAAAAAAAAAAAAA" + i));
            pauses.add(pause);
            if (pause.toMillis() < 192_000) {
                early.add(pause);
            }
        }

        assertThat(pauses).hasSizeGreaterThan(900);
        assertThat(early).hasSizeBetween(350, 650);
    }

    @Test
    void theLastTryMakesADeadLetterAndAnotherStateBeginsAnew() {
        RetryRule two = new RetryRule(2, Duration.ofSeconds(1), Duration.ofSeconds(1));
        RejectedImage first = two.rejectedAgain("things", KEY, STAMP, "no", Optional.empty(), NOW);
        RejectedImage second = two.rejectedAgain("things", KEY, STAMP, "no", Optional.of(first), NOW.plusSeconds(5));
        RejectedImage third = two.rejectedAgain("things", KEY, STAMP, "no", Optional.of(second), NOW.plusSeconds(9));
        RejectedImage newer =
                two.rejectedAgain("things", KEY, STAMP.at(8), "no", Optional.of(third), NOW.plusSeconds(9));

        assertThat(first.tries()).isEqualTo(1);
        assertThat(first.isDead()).isFalse();
        assertThat(first.firstAt()).isEqualTo(Instant.parse("2026-01-01T00:00:00.123Z"));
        assertThat(second.isDead()).isTrue();
        assertThat(second.firstAt()).isEqualTo(first.firstAt());
        assertThat(third.tries()).isEqualTo(3);
        assertThat(third.isDead()).isTrue();
        assertThat(newer.tries()).isEqualTo(1);
        assertThat(newer.isDead()).isFalse();
        assertThat(newer.firstAt()).isEqualTo(newer.lastAt());
    }

    @Test
    void aRuleByWhichNothingWouldBeTriedIsRefused() {
        assertThatThrownBy(() -> new RetryRule(0, Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0, PT2S and PT1S");
    }
}
