// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.cutover.Stage.DUAL_WRITE;
import static org.stellaops.persistence.cutover.Stage.LEGACY_ONLY;
import static org.stellaops.persistence.cutover.Stage.SHADOW_READ;
import static org.stellaops.persistence.cutover.Stage.TARGET_LED;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.persistence.dualwrite.gate.GateEvidence.DivergenceEvidence;
import org.stellaops.persistence.dualwrite.gate.GateEvidence.RollbackEvidence;
import org.stellaops.persistence.dualwrite.gate.GateEvidence.SignOff;
import org.stellaops.persistence.dualwrite.gate.GateEvidence.VerificationEvidence;
import org.stellaops.persistence.dualwrite.gate.GateSettings.SignOffRule;
import org.stellaops.persistence.spi.MigrationsState;

/** Migrations, quiet, a person's word and the time after a rollback, each at its bound. */
class ReadinessGatesTest {

    private final KnownEvidence evidence = new KnownEvidence();

    @Test
    void beforeDualWritesOnlyTheMigrationsOfACommandMustHaveRun() {
        evidence.migrations = new MigrationsState(3, List.of("s"), List.of(), List.of("d"), List.of());

        assertThat(StageGates.migrated().check(evidence.step(LEGACY_ONLY, DUAL_WRITE)))
                .containsExactly(
                        GateAnswer.passed("migrations", "3 were run; 2 run when the schema is first used or later"));
        assertThat(StageGates.migrated().check(evidence.step(SHADOW_READ, TARGET_LED)))
                .containsExactly(GateAnswer.refused(
                        "migrations",
                        "2 were not run: s, d",
                        "run: persistence migrations run --config FILE --module module"));

        evidence.migrations = new MigrationsState(3, List.of(), List.of("c"), List.of(), List.of());
        assertThat(StageGates.migrated().check(evidence.step(LEGACY_ONLY, DUAL_WRITE)))
                .containsExactly(GateAnswer.refused(
                        "migrations",
                        "1 were not run: c",
                        "run: persistence migrations run --config FILE --module module"));
    }

    @Test
    void aMigrationThatWasChangedAfterItsRunRefuses() {
        evidence.migrations = new MigrationsState(3, List.of(), List.of(), List.of(), List.of("x"));

        assertThat(StageGates.migrated().check(evidence.step(LEGACY_ONLY, DUAL_WRITE)))
                .containsExactly(GateAnswer.refused(
                        "migrations",
                        "files were changed after they had been run: x",
                        "put them back as they were, and make the change a new file; see: persistence migrations verify"
                                + " --config FILE --module module"));
    }

    @Test
    void migrationsThatAllRanAreSaidAsSuch() {
        evidence.migrations = new MigrationsState(3, List.of(), List.of(), List.of(), List.of());

        assertThat(StageGates.migrated().check(evidence.step(SHADOW_READ, TARGET_LED)))
                .containsExactly(GateAnswer.passed("migrations", "3 were run"));
    }

    @ParameterizedTest
    @CsvSource({"9, false", "10, true", "11, true"})
    void aDivergenceMustLieBackForTheQuiet(long seconds, boolean isQuiet) {
        evidence.lastDivergence = Optional.of(new DivergenceEvidence(Duration.ofSeconds(seconds)));

        assertThat(quiet())
                .isEqualTo(
                        isQuiet
                                ? GateAnswer.passed("quiet", "a read met the last divergence PT" + seconds + "S ago")
                                : GateAnswer.refused(
                                        "quiet",
                                        "a read met the last divergence PT9S ago, less than PT10S",
                                        "find why it came about, see: persistence divergences --config FILE --module"
                                                + " module; wait, or shorten persistence.stages.gates.quiet"));
    }

    @ParameterizedTest
    @CsvSource({"19, true", "20, false", "21, false"})
    void aDivergenceIsSettledOnlyByAVerificationThatBeganAfterIt(long verifiedSeconds, boolean isSettled) {
        evidence.lastDivergence = Optional.of(new DivergenceEvidence(Duration.ofSeconds(20)));
        evidence.verifications.put(
                "things", new VerificationEvidence("PASS", 7, 0, 0, Duration.ofSeconds(verifiedSeconds)));

        assertThat(quiet())
                .isEqualTo(
                        isSettled
                                ? GateAnswer.passed("quiet", "a read met the last divergence PT20S ago")
                                : GateAnswer.refused(
                                        "quiet",
                                        "a read met the last divergence PT20S ago, after the last verification began",
                                        "see: persistence divergences --config FILE --module module; repair, then run:"
                                                + " persistence verify --keep --config FILE --module module"));
    }

    @Test
    void oneTypeThatWasNotVerifiedLeavesADivergenceUnsettled() {
        evidence.lastDivergence = Optional.of(new DivergenceEvidence(Duration.ofSeconds(20)));
        evidence.types.add("others");

        assertThat(quiet().passed()).isFalse();
    }

    @Test
    void withoutADivergenceItIsQuiet() {
        assertThat(quiet()).isEqualTo(GateAnswer.passed("quiet", "no read met a divergence since this store leads"));
    }

    @Test
    void aStepThatNeedsAWordIsRefusedWithoutOne() {
        assertThat(signOff(Set.of()))
                .containsExactly(
                        GateAnswer.refused(
                                "sign-off",
                                "nobody signed the step to target-led off",
                                "run: persistence sign-off --config FILE --module module --to target-led --by NAME --reason TEXT"));
        assertThat(signOff(Set.of("ann", "bob")).get(0).remedy()).endsWith("--reason TEXT, as one of ann, bob");
    }

    @ParameterizedTest
    @CsvSource({"59, true", "60, true", "61, false"})
    void aWordCountsForAWhile(long seconds, boolean counts) {
        evidence.signOff = Optional.of(new SignOff("ann", "checked", "noon", Duration.ofSeconds(seconds)));

        assertThat(signOff(Set.of()).get(0).describe())
                .startsWith("sign-off: signed off by ann at noon: checked"
                        + (counts ? "" : "; that was PT1M1S ago, and counts for PT1M; run: persistence sign-off"));
        assertThat(signOff(Set.of()).get(0).passed()).isEqualTo(counts);
    }

    @Test
    void onlyTheWordOfThoseWhoAreNamedCounts() {
        evidence.signOff = Optional.of(new SignOff("eve", "checked", "noon", Duration.ZERO));

        assertThat(signOff(Set.of("ann")).get(0).describe())
                .contains("signed off by eve at noon: checked; the word of eve does not count");
        assertThat(signOff(Set.of("eve")).get(0).passed()).isTrue();
        assertThat(signOff(Set.of()).get(0).passed()).isTrue();
    }

    @Test
    void aWordIsAskedOnTheWayForwardToTheStagesThatAreNamed() {
        StageGate gate = ReadinessGates.signedOff(
                new SignOffRule(Set.of(TARGET_LED, SHADOW_READ), Set.of(), Duration.ofMinutes(1)));

        assertThat(gate.check(evidence.step(DUAL_WRITE, SHADOW_READ))).hasSize(1);
        assertThat(gate.check(evidence.step(TARGET_LED, SHADOW_READ))).isEmpty();
        assertThat(gate.check(evidence.step(SHADOW_READ, SHADOW_READ))).isEmpty();
        assertThat(gate.check(evidence.step(LEGACY_ONLY, DUAL_WRITE))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"59, false", "60, true", "61, true"})
    void theLeadDoesNotGoBackAtOnceToWhereItWasTakenFrom(long seconds, boolean passes) {
        evidence.lastRollback =
                Optional.of(new RollbackEvidence("slow", Duration.ofSeconds(60), Duration.ofSeconds(seconds)));

        List<GateAnswer> answers = StageGates.cooledDown().check(evidence.step(SHADOW_READ, TARGET_LED));

        assertThat(answers).singleElement().satisfies(it -> {
            assertThat(it.passed()).isEqualTo(passes);
            assertThat(it.gate()).isEqualTo("cool-down");
            assertThat(it.evidence()).contains("rolled back automatically PT", "ago: slow");
        });
    }

    @Test
    void withoutARollbackNothingCoolsDown() {
        assertThat(StageGates.cooledDown().check(evidence.step(SHADOW_READ, TARGET_LED)))
                .isEmpty();
    }

    private GateAnswer quiet() {
        return StageGates.quiet(GateSettings.defaults().withQuiet(Duration.ofSeconds(10)))
                .check(evidence.step(SHADOW_READ, TARGET_LED))
                .get(0);
    }

    private List<GateAnswer> signOff(Set<String> by) {
        return StageGates.signedOff(new SignOffRule(Set.of(TARGET_LED), by, Duration.ofMinutes(1)))
                .check(evidence.step(SHADOW_READ, TARGET_LED));
    }
}
