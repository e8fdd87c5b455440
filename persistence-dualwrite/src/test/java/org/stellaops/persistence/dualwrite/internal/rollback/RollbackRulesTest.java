// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.rollback;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.dualwrite.internal.rollback.RollbackRules.Decision;
import org.stellaops.persistence.dualwrite.internal.rollback.RollbackRules.Watching;
import org.stellaops.persistence.dualwrite.settings.RollbackPolicy;
import org.stellaops.persistence.dualwrite.vitals.Latencies;
import org.stellaops.persistence.dualwrite.vitals.Tally;
import org.stellaops.persistence.dualwrite.vitals.Vitals;

/** The lead goes back for a limit that is exceeded for long, not for a peak, and not again and again. */
class RollbackRulesTest {

    private static final RollbackPolicy POLICY = RollbackPolicy.off()
            .withErrors(0.10)
            .withLeast(100)
            .withTimes(Duration.ofSeconds(30), Duration.ofMinutes(10));

    private Watching watching = Watching.NOTHING;

    @Test
    void aPeakIsNoReason() {
        assertThat(look(0, errors(20))).isEmpty();
        assertThat(look(29, errors(20))).isEmpty();
        assertThat(look(30, errors(0))).isEmpty();
        assertThat(look(60, errors(20))).isEmpty();
        assertThat(watching.exceededSince())
                .containsValue(Duration.ofSeconds(60).toNanos());
    }

    @Test
    void whatIsExceededForTheSustainedTimeIs() {
        assertThat(look(0, errors(20))).isEmpty();

        assertThat(look(30, errors(20))).contains("20 of 100 calls failed, 20.00 %, with a limit of 10.00 % for PT30S");
    }

    /** Otherwise a value about the limit would begin the time anew with each look below it. */
    @Test
    void aLimitStaysExceededUntilTheValueHasFallenToHalfOfIt() {
        assertThat(look(0, errors(11))).isEmpty();
        assertThat(look(20, errors(6))).isEmpty();
        assertThat(look(30, errors(6))).isPresent();

        assertThat(look(40, errors(5))).isEmpty();
        assertThat(look(50, errors(6))).isEmpty();
        assertThat(watching).isEqualTo(Watching.NOTHING);
    }

    @Test
    void fewCallsSayNothing() {
        Vitals few = vitals(Tally.NONE, new Tally(99, 99), Latencies.NONE);

        assertThat(look(0, few)).isEmpty();
        assertThat(look(60, few)).isEmpty();
    }

    @Test
    void afterARollbackThereIsNoneForTheCoolDown() {
        assertThat(look(0, errors(20))).isEmpty();

        assertThat(look(60, errors(20), Optional.of(Duration.ofMinutes(9)))).isEmpty();
        assertThat(look(61, errors(20), Optional.of(Duration.ofMinutes(10)))).isPresent();
    }

    @Test
    void divergencesAndLatencyHaveLimitsOfTheirOwn() {
        RollbackPolicy policy = RollbackPolicy.off()
                .withDivergences(0.01)
                .withLatency(Duration.ofMillis(100))
                .withLeast(10)
                .withTimes(Duration.ofSeconds(1), Duration.ofMinutes(10));
        List<Long> slow = new ArrayList<>(Collections.nCopies(50, 0L));
        slow.set(49, 20L);
        Vitals both = vitals(new Tally(100, 2), Tally.NONE, new Latencies(slow));

        Decision first = RollbackRules.decide(policy, Watching.NOTHING, both, 0);
        Decision second = RollbackRules.decide(
                policy, first.next(), both, Duration.ofSeconds(1).toNanos());

        assertThat(first.reason()).isEmpty();
        assertThat(second.reason())
                .hasValueSatisfying(it -> assertThat(it)
                        .contains("2 of 100 compared reads diverged, 2.00 %")
                        .contains("99 of 100 calls ended within 1121 ms only, of 100 ms"));
        assertThat(RollbackRules.decide(
                                RollbackPolicy.off(),
                                first.next(),
                                both,
                                Duration.ofHours(1).toNanos())
                        .reason())
                .isEmpty();
    }

    private Optional<String> look(long second, Vitals vitals) {
        return look(second, vitals, Optional.empty());
    }

    private Optional<String> look(long second, Vitals vitals, Optional<Duration> sinceRollback) {
        Decision decision = RollbackRules.decide(
                POLICY, watching, vitals, Duration.ofSeconds(second).toNanos());
        watching = decision.next();
        return decision.reason().filter(it -> RollbackRules.isCool(POLICY, sinceRollback));
    }

    private static Vitals errors(long failed) {
        return vitals(Tally.NONE, new Tally(100, failed), Latencies.NONE);
    }

    private static Vitals vitals(Tally comparisons, Tally calls, Latencies latencies) {
        return new Vitals(true, List.of(), Tally.NONE, comparisons, calls, latencies);
    }
}
