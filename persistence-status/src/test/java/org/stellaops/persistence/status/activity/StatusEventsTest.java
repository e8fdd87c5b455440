// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status.activity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.Action;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.BackfillProgress;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.Result;

/** What is kept of events, and that it is bounded. */
class StatusEventsTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final StatusEvents events = new StatusEvents(() -> NOW);

    @Test
    void percentilesAreAtMostAQuarterTooHigh() {
        for (int i = 1; i <= 100; i++) {
            events.on(write("m", Duration.ofMillis(i)));
        }
        Latency latency = events.of("m").orElseThrow().drainWrites();

        assertThat(latency.calls()).isEqualTo(100);
        assertThat(latency.median()).isBetween(Duration.ofMillis(50), Duration.ofMillis(63));
        assertThat(latency.p99()).isBetween(Duration.ofMillis(99), Duration.ofMillis(124));
        assertThat(events.of("m").orElseThrow().drainWrites()).isEqualTo(Latency.NONE);
    }

    @Test
    void theShortestAndTheLongestCallHaveAClass() {
        events.on(write("m", Duration.ZERO));
        events.on(write("m", Duration.ofDays(1)));

        assertThat(events.of("m").orElseThrow().drainWrites().calls()).isEqualTo(2);
    }

    @Test
    void ofEachEntityTypeTheLastProgressIsKept() {
        for (int entity = 0; entity < 200; entity++) {
            for (long read = 1; read <= 3; read++) {
                events.on(new BackfillProgress(
                        "m", "e" + entity, new BackfillProgress.Counts(read, read, 0, 0, 0, 0), 3, 10, read == 3));
            }
        }
        assertThat(events.of("m").orElseThrow().work())
                .hasSize(64)
                .allMatch(it -> it.finished() && it.done() == 3)
                .last()
                .extracting(LongWork::entity)
                .isEqualTo("e199");
    }

    @Test
    void theStepsOfTheLastChangeOfLeaderAreKept() {
        for (long epoch = 1; epoch <= 3; epoch++) {
            events.on(new DualWriteEvent.LeaderChangeStep("m", Side.LEGACY, Side.TARGET, epoch, "drain", NOW));
            events.on(new DualWriteEvent.LeaderChangeStep("m", Side.LEGACY, Side.TARGET, epoch, "decide", NOW));
        }
        assertThat(events.of("m").orElseThrow().steps())
                .extracting(MoveStep::step, MoveStep::epoch)
                .containsExactly(tuple("drain", 3L), tuple("decide", 3L));
    }

    @Test
    void theNumberOfModulesIsBounded() {
        for (int i = 0; i < 1000; i++) {
            events.on(write("m" + i, Duration.ZERO));
        }
        assertThat(events.of("m0")).isPresent();
        assertThat(events.of("m999")).isEmpty();
    }

    private static DualWriteEvent write(String module, Duration took) {
        return new DualWriteEvent.WriteCompleted(
                module, "e", RecordKey.global("k"), Stage.DUAL_WRITE, Action.PUT, Result.APPLIED, took);
    }
}
