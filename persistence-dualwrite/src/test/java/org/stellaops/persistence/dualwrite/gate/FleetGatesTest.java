// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.cutover.Stage.SHADOW_READ;
import static org.stellaops.persistence.cutover.Stage.TARGET_LED;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.persistence.dualwrite.gate.GateSettings.FollowerBudget;
import org.stellaops.persistence.dualwrite.vitals.Latencies;
import org.stellaops.persistence.dualwrite.vitals.Tally;
import org.stellaops.persistence.dualwrite.vitals.Vitals;

/** What the present processes say of themselves; those that are gone say nothing that counts. */
class FleetGatesTest {

    private final KnownEvidence evidence = new KnownEvidence();

    @Test
    void aTaskThatFailsInAnyPresentProcessRefuses() {
        add("a", true, vitals(List.of(), 0, 0));
        add("b", true, vitals(List.of("reconciler ended"), 0, 0));
        add("c", false, vitals(List.of("watcher ended"), 0, 0));

        assertThat(StageGates.backgroundWell().check(evidence.step(SHADOW_READ, TARGET_LED)))
                .containsExactly(GateAnswer.refused(
                        "background",
                        "member b (version 1.0): reconciler ended",
                        "see its log under org.stellaops.persistence.background; restart it if the task does not run any"
                                + " more"));
    }

    @Test
    void processesThatAreWellPassAndSilentOnesAreCounted() {
        add("a", true, vitals(List.of(), 0, 0));
        assertThat(background()).isEqualTo(GateAnswer.passed("background", "the background tasks of 1 member(s) run"));

        add("b", true, Vitals.UNKNOWN);
        assertThat(background())
                .isEqualTo(
                        GateAnswer.passed(
                                "background",
                                "the background tasks of 2 member(s) run; 1 member(s) of an earlier version say nothing of it"));
    }

    @ParameterizedTest
    @CsvSource({"19, 19, true", "20, 1, true", "20, 2, false", "100, 5, true", "100, 6, false"})
    void theFollowerMayRefuseAShareOfWhatIsSentOnceEnoughWasSent(long all, long bad, boolean passes) {
        add("a", true, vitals(List.of(), all - 10, bad));
        add("b", true, vitals(List.of(), 10, 0));
        add("c", false, vitals(List.of(), 1_000, 1_000));

        GateAnswer answer = follower();

        assertThat(answer.passed()).isEqualTo(passes);
        assertThat(answer.evidence())
                .startsWith(bad + " of " + all + " image(s) were not taken by the follower of late");
    }

    @Test
    void aFollowerThatRefusesTooMuchIsNamedWithItsShare() {
        add("a", true, vitals(List.of(), 20, 2));

        assertThat(follower())
                .isEqualTo(GateAnswer.refused(
                        "follower errors",
                        "2 of 20 image(s) were not taken by the follower of late: 10.0 %, more than 5.0 %",
                        "look at the follower, see: persistence pending --config FILE --module module; clears when the"
                                + " window persistence.stages.window has passed without them"));
    }

    private GateAnswer background() {
        return StageGates.backgroundWell()
                .check(evidence.step(SHADOW_READ, TARGET_LED))
                .get(0);
    }

    private GateAnswer follower() {
        GateSettings settings = GateSettings.defaults().withFollower(new FollowerBudget(0.05, 20));
        return StageGates.followerWell(settings)
                .check(evidence.step(SHADOW_READ, TARGET_LED))
                .get(0);
    }

    private void add(String id, boolean isPresent, Vitals vitals) {
        evidence.members.add(KnownEvidence.member(id, SHADOW_READ, isPresent, vitals));
    }

    private static Vitals vitals(List<String> unwell, long sent, long refused) {
        return new Vitals(true, unwell, new Tally(sent, refused), Tally.NONE, Tally.NONE, Latencies.NONE);
    }
}
