// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.cutover.Stage.DUAL_WRITE;
import static org.stellaops.persistence.cutover.Stage.LEGACY_ONLY;
import static org.stellaops.persistence.cutover.Stage.RAMP_DOWN;
import static org.stellaops.persistence.cutover.Stage.SHADOW_READ;
import static org.stellaops.persistence.cutover.Stage.TARGET_LED;
import static org.stellaops.persistence.cutover.Stage.TARGET_ONLY;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.gate.GateEvidence.VerificationEvidence;
import org.stellaops.persistence.dualwrite.gate.GateSettings.CoverageRule;
import org.stellaops.persistence.dualwrite.gate.GateSettings.PreflightRule;
import org.stellaops.persistence.dualwrite.gate.GateSettings.SignOffRule;
import org.stellaops.persistence.dualwrite.vitals.Vitals;

/** What the default gates ask of which step, and each demand at its bound. */
class StageGatesTest {

    private static final GateSettings SETTINGS = new GateSettings(Duration.ofMinutes(1), Duration.ofMinutes(2));

    private final KnownEvidence evidence = new KnownEvidence();

    @Test
    void theLeadGoesToTheTargetOnlyWithEvidence() {
        assertThat(gates(SHADOW_READ, TARGET_LED))
                .containsExactly(
                        "migrations",
                        "backfill things",
                        "verification things",
                        "verification",
                        "divergences",
                        "quiet",
                        "pending",
                        "dead letters",
                        "follower errors",
                        "background",
                        "members");
        assertThat(refused(SHADOW_READ, TARGET_LED)).isEmpty();
    }

    @Test
    void theLegacyStoreIsGivenUpOnlyWithEvidenceAndAfterAWatch() {
        assertThat(gates(RAMP_DOWN, TARGET_ONLY))
                .containsExactly(
                        "verification things",
                        "verification",
                        "divergences",
                        "quiet",
                        "pending",
                        "dead letters",
                        "follower errors",
                        "background",
                        "members",
                        "watch");
        assertThat(refused(RAMP_DOWN, TARGET_ONLY)).isEmpty();
    }

    @Test
    void theWayBackAsksOnlyForWhatWouldBeLeftBehind() {
        assertThat(gates(TARGET_LED, SHADOW_READ)).containsExactly("pending", "dead letters", "divergences");
        assertThat(gates(LEGACY_ONLY, DUAL_WRITE)).containsExactly("migrations");
        assertThat(gates(DUAL_WRITE, SHADOW_READ)).isEmpty();
        assertThat(gates(TARGET_LED, RAMP_DOWN)).isEmpty();
        assertThat(gates(DUAL_WRITE, LEGACY_ONLY)).isEmpty();
    }

    @Test
    void whatTheSettingsDemandBesideIsAskedToo() {
        GateSettings more = SETTINGS.withPreflight(PreflightRule.REQUIRED)
                .withCoverage(new CoverageRule(1, 1.0, 0))
                .withSignOff(new SignOffRule(Set.of(TARGET_LED), Set.of(), Duration.ofHours(1)));

        List<String> asked = StageGates.defaults(more).check(evidence.step(SHADOW_READ, TARGET_LED)).stream()
                .map(GateAnswer::gate)
                .toList();

        assertThat(asked).contains("preflight things", "preflight", "coverage", "sign-off");
        assertThat(StageGates.requirements(Map.of(), it -> java.util.Optional.empty())
                        .check(evidence.step(SHADOW_READ, TARGET_LED)))
                .isEmpty();
        assertThat(StageGate.none().check(evidence.step(SHADOW_READ, TARGET_LED)))
                .isEmpty();
    }

    @Test
    void aBackfillThatIsNotAtItsEndRefuses() {
        evidence.backfills.put("things", KnownEvidence.backfill(false, 0));
        assertThat(refused(SHADOW_READ, TARGET_LED))
                .containsExactly("backfill things: the backfill of things has not come to its end;"
                        + " run: persistence backfill --config FILE --module module");

        evidence.backfills.clear();
        assertThat(refused(SHADOW_READ, TARGET_LED))
                .containsExactly("backfill things: the backfill of things was never begun;"
                        + " run: persistence backfill --config FILE --module module");
    }

    @ParameterizedTest
    @CsvSource({"2, 1, 1", "2, 2, 0", "2, 3, 0", "0, 0, 0"})
    void whatTheTargetCannotHoldRefusesUnlessItIsLeftBehind(long refused, long leftBehind, long open) {
        evidence.backfills.put("things", KnownEvidence.backfill(true, refused));
        evidence.leftBehind = leftBehind;

        assertThat(refused(SHADOW_READ, TARGET_LED))
                .isEqualTo(
                        open == 0
                                ? List.of()
                                : List.of(
                                        "backfill things: 1 record(s) of things cannot be held by the target, or not be"
                                                + " read; correct or delete them and backfill again, or decide that they are left"
                                                + " behind"));
    }

    @Test
    void withoutAVerificationTheStepIsRefused() {
        evidence.verifications.clear();

        assertThat(refused(RAMP_DOWN, TARGET_ONLY))
                .containsExactly(
                        "verification things: things was not verified since the store that leads began to lead;"
                                + " run: persistence verify --keep --config FILE --module module",
                        "verification: no record was compared, which proves nothing;"
                                + " run: persistence verify --keep --config FILE --module module, once there are records");
    }

    @ParameterizedTest
    @CsvSource({
        "PASS, 7, 0, true",
        "FAIL, 7, 1, false",
        "NOT_VERIFIED, 7, 0, false",
        "NOT_VERIFIED, 0, 0, true",
        "NOT_VERIFIED, 0, 1, false",
        "FAIL, 0, 0, false"
    })
    void onlyAPassOrATypeWithoutRecordsCountsAsVerified(
            String verdict, long compared, long divergent, boolean isVerified) {
        evidence.types.add("others");
        evidence.verifications.put("others", KnownEvidence.verified(verdict, compared, divergent));

        List<String> refused = answers(StageGates.verified(SETTINGS), SHADOW_READ, TARGET_LED);

        assertThat(refused.isEmpty()).isEqualTo(isVerified);
    }

    @ParameterizedTest
    @CsvSource({"59, true", "60, true", "61, false"})
    void aVerificationMustBeFresh(long seconds, boolean isFresh) {
        evidence.verifications.put("things", new VerificationEvidence("PASS", 7, 0, 0, Duration.ofSeconds(seconds)));

        assertThat(refused(SHADOW_READ, TARGET_LED))
                .isEqualTo(
                        isFresh
                                ? List.of()
                                : List.of("verification things: the last verification of things is PT1M1S old;"
                                        + " run: persistence verify --keep --config FILE --module module again"));
    }

    @Test
    void emptyTypesProveNothing() {
        evidence.verifications.put("things", KnownEvidence.verified("NOT_VERIFIED", 0, 0));

        assertThat(refused(SHADOW_READ, TARGET_LED)).singleElement().asString().startsWith("verification: no record");
    }

    @ParameterizedTest
    @CsvSource({
        "SHADOW_READ, TARGET_LED, 1000, true",
        "SHADOW_READ, TARGET_LED, 1001, false",
        "TARGET_LED, SHADOW_READ, 1000, true",
        "TARGET_LED, SHADOW_READ, 1001, false",
        "RAMP_DOWN, TARGET_ONLY, 0, true",
        "RAMP_DOWN, TARGET_ONLY, 1, false"
    })
    void aMoveDrainsAThousandPendingKeysAndTheEndNone(Stage from, Stage to, long pending, boolean passes) {
        evidence.pending = pending;

        assertThat(refused(from, to))
                .isEqualTo(
                        passes
                                ? List.of()
                                : List.of(
                                        "pending: " + pending + " key(s) carry a pending flag; wait for the reconciler,"
                                                + " and look at the follower if the number does not fall"));
        assertThat(StageGates.settled().check(evidence.step(from, to)).get(0).evidence())
                .isEqualTo(
                        !passes
                                ? pending + " key(s) carry a pending flag"
                                : pending == 0
                                        ? "nothing is pending"
                                        : pending + " key(s) are under way, which the move itself brings to none");
    }

    @Test
    void aDeadLetterRefusesEitherDirection() {
        evidence.deadLetters = 1;

        for (List<Stage> step : List.of(
                List.of(SHADOW_READ, TARGET_LED), List.of(TARGET_LED, SHADOW_READ), List.of(RAMP_DOWN, TARGET_ONLY))) {
            assertThat(refused(step.get(0), step.get(1)))
                    .containsExactly("dead letters: 1 dead letter(s); run: persistence dead-letters list --config FILE"
                            + " --module module, mend them and retry");
        }
    }

    @Test
    void anOpenDivergenceRefusesTheWayForwardAndIsSaidOnTheWayBack() {
        evidence.openDivergences = 1;

        assertThat(refused(SHADOW_READ, TARGET_LED))
                .containsExactly("divergences: 1 divergence(s) are open in this process; repair or explain them, and"
                        + " verify again");
        assertThat(refused(TARGET_LED, SHADOW_READ)).isEmpty();
        assertThat(StageGates.nothingLeftBehind()
                        .check(evidence.step(TARGET_LED, SHADOW_READ))
                        .get(2)
                        .evidence())
                .isEqualTo(
                        "1 divergence(s) are open in this process; callers will read what the legacy store holds of them");
    }

    @Test
    void noDivergenceIsSaidAsSuch() {
        assertThat(StageGates.nothingLeftBehind()
                        .check(evidence.step(TARGET_LED, SHADOW_READ))
                        .get(2)
                        .evidence())
                .isEqualTo("no divergence is open in this process");
    }

    @ParameterizedTest
    @CsvSource({"119, false", "120, true", "121, true"})
    void theTargetMustHaveLedForTheWatchWindow(long seconds, boolean passes) {
        evidence.servedSinceLead = Duration.ofSeconds(seconds);

        assertThat(refused(RAMP_DOWN, TARGET_ONLY))
                .isEqualTo(
                        passes
                                ? List.of()
                                : List.of("watch: the target has led for PT1M59S of PT2M; wait, or shorten"
                                        + " persistence.stages.gates.watch"));
    }

    @Test
    void everyMemberMustBePresentAndStandWhereTheModuleStands() {
        evidence.members.add(KnownEvidence.member("a", SHADOW_READ, true, Vitals.UNKNOWN));
        assertThat(refused(SHADOW_READ, TARGET_LED)).isEmpty();

        evidence.members.add(KnownEvidence.member("b", DUAL_WRITE, true, Vitals.UNKNOWN));
        evidence.members.add(KnownEvidence.member("c", SHADOW_READ, false, Vitals.UNKNOWN));

        assertThat(refused(SHADOW_READ, TARGET_LED))
                .containsExactly(
                        "members: member b (version 1.0) still serves by dual-write, not shadow-read; wait until it"
                                + " follows",
                        "members: member c (version 1.0) has not renewed its lease; stop it if it hangs; it is"
                                + " forgotten after a few leases");
    }

    private List<String> gates(Stage from, Stage to) {
        return StageGates.defaults(SETTINGS).check(evidence.step(from, to)).stream()
                .map(GateAnswer::gate)
                .toList();
    }

    private List<String> refused(Stage from, Stage to) {
        return answers(StageGates.defaults(SETTINGS), from, to);
    }

    private List<String> answers(StageGate gate, Stage from, Stage to) {
        return gate.check(evidence.step(from, to)).stream()
                .filter(it -> !it.passed())
                .map(GateAnswer::describe)
                .toList();
    }
}
