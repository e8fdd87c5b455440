// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.vitals;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.Action;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.Result;
import org.stellaops.persistence.dualwrite.supervision.TaskHealth;

/** What is counted is what happened within the window, under the present leader. */
class VitalsCollectorTest {

    private static final RecordKey KEY = RecordKey.global("k");
    private static final Fault FAULT = new Fault(Fault.Kind.UNAVAILABLE, "down");

    private final VitalsCollector vitals = new VitalsCollector(Duration.ofSeconds(10));

    @Test
    void whatHappenedBeforeTheWindowIsNotCounted() {
        assertThat(look(0).calls()).isEqualTo(Tally.NONE);
        write(Result.UNKNOWN, Duration.ofMillis(80));
        write(Result.APPLIED, Duration.ofMillis(1));
        send(false);
        send(true);

        Vitals soon = look(5);
        assertThat(soon.calls()).isEqualTo(new Tally(2, 1));
        assertThat(soon.sends()).isEqualTo(new Tally(2, 1));
        assertThat(soon.latencies().percentile(0.99))
                .hasValueSatisfying(it -> assertThat(it).isBetween(Duration.ofMillis(80), Duration.ofMillis(101)));
        assertThat(look(11).calls()).isEqualTo(new Tally(2, 1));
        assertThat(look(16).calls()).isEqualTo(Tally.NONE);
        assertThat(look(17).latencies().percentile(0.5)).isEmpty();
    }

    /** A claim from an empty queue, or a delete of what is not there, was answered. */
    @Test
    void thatThereIsNoSuchRecordIsNoFailure() {
        assertThat(look(0).calls()).isEqualTo(Tally.NONE);
        write(Result.ABSENT, Duration.ofMillis(1));
        write(Result.NOT_APPLIED, Duration.ofMillis(1));

        assertThat(look(1).calls()).isEqualTo(new Tally(2, 1));
    }

    @Test
    void anotherLeaderBeginsAnew() {
        Vitals unused = look(0);
        write(Result.NOT_APPLIED, Duration.ofMillis(1));
        vitals.on(new DualWriteEvent.StageChanged("m", Stage.DUAL_WRITE, Stage.SHADOW_READ, Instant.EPOCH));
        assertThat(look(1).calls()).isEqualTo(new Tally(1, 1));

        vitals.on(new DualWriteEvent.StageChanged("m", Stage.SHADOW_READ, Stage.TARGET_LED, Instant.EPOCH));

        assertThat(look(2).calls()).isEqualTo(Tally.NONE);
    }

    @Test
    void aTaskIsUnwellIfItsThreadEndedOrItFailsAgainAndAgain() {
        List<TaskHealth> tasks = List.of(
                task("never started", false, Optional.empty(), 0),
                task("ended", false, Optional.of(Instant.EPOCH), 0),
                task("hiccup", true, Optional.of(Instant.EPOCH), 2),
                task("failing", true, Optional.empty(), 3));

        assertThat(vitals.look(0, tasks).unwell())
                .containsExactly("ended does not run any more", "failing failed 3 times in a row");
    }

    @Test
    void severalProcessesAddUp() {
        Vitals one = new Vitals(
                true, List.of("a"), new Tally(10, 1), Tally.NONE, new Tally(4, 0), new Latencies(List.of(4L)));
        Vitals other = new Vitals(
                true, List.of("b"), new Tally(10, 3), Tally.NONE, new Tally(2, 1), new Latencies(List.of(0L, 0L, 2L)));

        Vitals sum = Vitals.sum(List.of(one, Vitals.UNKNOWN, other));

        assertThat(sum.unwell()).containsExactly("a", "b");
        assertThat(sum.sends().share()).isEqualTo(0.2);
        assertThat(sum.calls()).isEqualTo(new Tally(6, 1));
        assertThat(sum.latencies().counts()).containsExactly(4L, 0L, 2L);
        assertThat(Vitals.sum(List.of()).isKnown()).isFalse();
    }

    private static TaskHealth task(String name, boolean alive, Optional<Instant> success, long failures) {
        return new TaskHealth(name, alive, success, failures, failures, Optional.empty());
    }

    private Vitals look(long second) {
        return vitals.look(Duration.ofSeconds(second).toNanos(), List.of());
    }

    private void write(Result result, Duration took) {
        vitals.on(new DualWriteEvent.WriteCompleted("m", "e", KEY, Stage.TARGET_LED, Action.PUT, result, took));
    }

    private void send(boolean taken) {
        vitals.on(
                taken
                        ? new DualWriteEvent.FollowerWriteCompleted("m", "e", KEY, Stage.TARGET_LED)
                        : new DualWriteEvent.FollowerWriteFailed("m", "e", KEY, Stage.TARGET_LED, FAULT));
    }
}
