// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.cutover.Stage.DUAL_WRITE;
import static org.stellaops.persistence.cutover.Stage.LEGACY_ONLY;
import static org.stellaops.persistence.cutover.Stage.SHADOW_READ;
import static org.stellaops.persistence.cutover.Stage.TARGET_LED;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.gate.GateEvidence.PreflightEvidence;

/** A recent clean preflight before the target is written, and any one before it leads. */
class PreflightGateTest {

    private static final String COMMAND = "run: persistence preflight --keep --config FILE --module module";

    private final KnownEvidence evidence = new KnownEvidence();

    @Test
    void aCleanPreflightPassesBothSteps() {
        for (List<GateAnswer> answers : List.of(check(LEGACY_ONLY, DUAL_WRITE), check(SHADOW_READ, TARGET_LED))) {
            assertThat(answers)
                    .containsExactly(
                            GateAnswer.passed("preflight things", "CLEAN, 7 read, report report"),
                            GateAnswer.passed("preflight", "7 document(s) read in all"));
        }
    }

    @Test
    void otherStepsNeedNone() {
        evidence.preflights.clear();

        assertThat(check(DUAL_WRITE, SHADOW_READ)).isEmpty();
        assertThat(check(TARGET_LED, SHADOW_READ)).isEmpty();
    }

    @Test
    void withoutOneTheStepIsRefused() {
        evidence.preflights.clear();

        assertThat(check(LEGACY_ONLY, DUAL_WRITE))
                .containsExactly(
                        GateAnswer.refused(
                                "preflight things", "things had no preflight as this process declares it", COMMAND),
                        GateAnswer.refused(
                                "preflight",
                                "no document was read, which proves nothing",
                                COMMAND + ", once there are documents"));
    }

    @Test
    void findingsRefuseUnlessThereWasNothingToRead() {
        evidence.preflights.put("things", new PreflightEvidence("FINDINGS", 7, 2, false, "report", Duration.ZERO));
        assertThat(check(SHADOW_READ, TARGET_LED).get(0))
                .isEqualTo(GateAnswer.refused(
                        "preflight things",
                        "the last preflight of things says FINDINGS: 7 read, 2 refused, not everything examined",
                        "mend what it names, then " + COMMAND));

        evidence.preflights.put("things", new PreflightEvidence("FINDINGS", 7, 2, true, "report", Duration.ZERO));
        assertThat(check(SHADOW_READ, TARGET_LED).get(0).evidence()).endsWith("7 read, 2 refused");

        evidence.preflights.put("things", KnownEvidence.preflight("NOT_CHECKED", 0, Duration.ZERO));
        assertThat(check(SHADOW_READ, TARGET_LED).get(0).passed()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "LEGACY_ONLY, DUAL_WRITE, 60, true",
        "LEGACY_ONLY, DUAL_WRITE, 61, false",
        "SHADOW_READ, TARGET_LED, 61, true"
    })
    void onlyBeforeTheFirstDualWriteItMustBeRecent(Stage from, Stage to, long seconds, boolean passes) {
        evidence.preflights.put("things", KnownEvidence.preflight("CLEAN", 7, Duration.ofSeconds(seconds)));

        assertThat(check(from, to).get(0))
                .isEqualTo(
                        passes
                                ? GateAnswer.passed("preflight things", "CLEAN, 7 read, report report")
                                : GateAnswer.refused(
                                        "preflight things",
                                        "the last preflight of things is PT1M1S old",
                                        COMMAND + " again"));
    }

    private List<GateAnswer> check(Stage from, Stage to) {
        return StageGates.preflightClean(GateSettings.defaults().withFresh(Duration.ofMinutes(1)))
                .check(evidence.step(from, to));
    }
}
