// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.Revision;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.spi.Versions;

/** What a run of the fleet is judged by can say that it failed. */
class FleetJudgementTest {

    private static final RecordKey KEY = RecordKey.global("r1-pa1");
    private static final Span WINDOW = new Span(100, 200);
    private static final long NOW = 230;

    @Test
    void theLongestWaitIsThatOfACallAroundTheWindowAndOfNoOther() {
        AnswerTimes times = times(10, 80, 90, 110, 120, 180, 205, 220);

        assertThat(times.longestWait(WINDOW, List.of(), NOW)).isEqualTo(60);
        assertThat(times.longestWait(new Span(95, 105), List.of(), NOW)).isEqualTo(20);
        assertThat(times.longestWait(new Span(112, 118), List.of(), NOW)).isZero();
    }

    @Test
    void aWaitThatBeganBeforeTheWindowOrEndsBehindItCountsAsAWhole() {
        assertThat(times(10, 150, 160, 205).longestWait(WINDOW, List.of(), NOW)).isEqualTo(140);
        assertThat(times(110, 120, 125, 225).longestWait(WINDOW, List.of(), NOW))
                .isEqualTo(100);
    }

    @Test
    void aCallThatHasNoAnswerWaitsUntilNowAndItsNextTriesAreTheSameWait() {
        AnswerTimes times = times(10, 90);
        times.asked(110);
        times.asked(150);

        assertThat(times.longestWait(WINDOW, List.of(), NOW)).isEqualTo(120);
        times.answered(170);
        assertThat(times.longestWait(WINDOW, List.of(), NOW)).isEqualTo(60);
        assertThat(times().longestWait(WINDOW, List.of(), NOW)).isZero();
    }

    @Test
    void aWaitInWhichTheServiceWasDownDoesNotCountAndItsNeighboursDo() {
        AnswerTimes times = times(90, 110, 115, 180, 185, 210);

        assertThat(times.longestWait(WINDOW, List.of(new Span(120, 130)), NOW)).isEqualTo(25);
        assertThat(times.longestWait(WINDOW, List.of(new Span(120, Long.MAX_VALUE)), NOW))
                .isEqualTo(20);
    }

    @Test
    void aWriteThatWasAcknowledgedInAnEpochThatHadEndedIsStaleUntilItIsReported() {
        StaleEpochs epochs = new StaleEpochs();
        long before = epochs.known();
        epochs.leads(4);
        epochs.leads(3);
        epochs.acknowledged(KEY, revision(2, "under-way"), before);
        epochs.acknowledged(KEY, revision(4, "followed"), epochs.known());
        assertThat(epochs.found()).isEmpty();

        epochs.acknowledged(KEY, revision(2, "missed"), epochs.known());

        assertThat(epochs.found()).hasSize(1);
        assertThat(epochs.unreported(Set.of("followed"))).hasSize(1);
        assertThat(epochs.unreported(Set.of("missed"))).isEmpty();
    }

    @Test
    void aWriteThatAnotherCohortRefusedIsAProblemAndAWaitIsNone() {
        assertThat(changeSeenByOthers(0).problem()).isEmpty();
        assertThat(changeSeenByOthers(2).problem().orElseThrow())
                .contains("rest refused 2 write(s)")
                .contains("the lead of pilot went to TARGET_LED");
    }

    @Test
    void aFileAsksForAStageOfEachCohort(@TempDir Path folder) throws IOException {
        Share pilot = new Share("pilot", true, List.of("acme", "globex"));
        Share rest = new Share("rest", false, List.of("initech"));
        StageFile file = new StageFile(
                folder.resolve("service.yaml"),
                Share.configOf(List.of(pilot, rest)),
                List.of(pilot, rest),
                Stage.SHADOW_READ);

        assertThat(file.ask(pilot, Stage.TARGET_LED)).isTrue();
        assertThat(file.ask(pilot, Stage.TARGET_LED)).isFalse();

        assertThat(Files.readString(file.path()))
                .contains("pilot: { tenants: \"acme, globex\", stage: target-led }")
                .contains("rest: { stage: shadow-read }");
        assertThat(file.says(pilot, Stage.TARGET_LED)).isTrue();
        assertThat(file.says(rest, Stage.TARGET_LED)).isFalse();
    }

    @Test
    void everyKindOfFaultComesInTheFirstChangesAndThenAtEveryMoment() {
        FleetFaults faults = new FleetFaults(1);
        List<FleetFault> first = Stream.generate(faults::next).limit(3).toList();
        List<FleetFault> then = Stream.generate(faults::next).limit(12).toList();

        assertThat(first)
                .extracting(FleetFault::kind)
                .containsExactlyInAnyOrder(FleetFault.Kind.KILLED, FleetFault.Kind.STOPPED, FleetFault.Kind.CUT);
        assertThat(then)
                .filteredOn(it -> it.kind() != FleetFault.Kind.NONE)
                .extracting(it -> it.kind() + " " + it.moment())
                .doesNotHaveDuplicates()
                .hasSize(6);
    }

    private static FleetChange.Result changeSeenByOthers(long refused) {
        return new FleetChange.Result(
                "pilot",
                Stage.TARGET_LED,
                "call",
                FleetFault.Kind.NONE,
                "nothing",
                1,
                0,
                "",
                "",
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                List.of(new FleetChange.Others("rest", Duration.ofSeconds(1), refused)),
                true);
    }

    /** Calls by the moments at which they began and were answered, in turn. */
    private static AnswerTimes times(long... moments) {
        AnswerTimes times = new AnswerTimes();
        for (int i = 0; i < moments.length; i += 2) {
            times.asked(moments[i]);
            times.answered(moments[i + 1]);
        }
        return times;
    }

    private static Revision revision(long epoch, String token) {
        return Revision.of(new VersionStamp(Versions.allocate(epoch), token));
    }
}
