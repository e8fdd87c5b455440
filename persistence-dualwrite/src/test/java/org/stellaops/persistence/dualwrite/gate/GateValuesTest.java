// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.gate.GateSettings.CoverageRule;
import org.stellaops.persistence.dualwrite.gate.GateSettings.FollowerBudget;
import org.stellaops.persistence.dualwrite.gate.GateSettings.PreflightRule;
import org.stellaops.persistence.dualwrite.gate.GateSettings.SignOffRule;
import org.stellaops.persistence.dualwrite.member.Member;
import org.stellaops.persistence.spi.MigrationsState;

/** Settings, orders and results reject what cannot be meant, and carry what was said. */
class GateValuesTest {

    @ParameterizedTest
    @CsvSource({"1, 0, 0, true", "0, 0, 0, false", "-1, 0, 0, false", "1, -1, 0, false", "1, 0, -1, false"})
    void aVerificationCanBeFreshAndNoTimeIsNegative(long fresh, long watch, long quiet, boolean valid) {
        assertValid(
                valid,
                () -> new GateSettings(Duration.ofMillis(fresh), Duration.ofMillis(watch))
                        .withQuiet(Duration.ofMillis(quiet)));
    }

    @ParameterizedTest
    @CsvSource({"0, 0, true", "1, 0, true", "-0.1, 0, false", "1.1, 0, false", "NaN, 0, false", "0.5, -1, false"})
    void aBudgetIsAShare(double errors, long least, boolean valid) {
        assertValid(valid, () -> new FollowerBudget(errors, least));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, 0, true",
        "0, 0.1, 0, true",
        "0, 0, 0, false",
        "0, 1.1, 0, false",
        "0, NaN, 0, false",
        "-1, 1, 0, false",
        "0, 1, -1, false"
    })
    void aBoundIsAShareAboveNothing(long least, double bound, long rare, boolean valid) {
        assertValid(valid, () -> new CoverageRule(least, bound, rare));
    }

    @Test
    void aCoverageRuleDemandsComparisonsOrABound() {
        assertThat(CoverageRule.NONE.demands()).isFalse();
        assertThat(new CoverageRule(1, 1.0, 0).demands()).isTrue();
        assertThat(new CoverageRule(0, 0.9, 0).demands()).isTrue();
    }

    @Test
    void eachSettingChangesAlone() {
        GateSettings defaults = GateSettings.defaults();
        Duration other = Duration.ofMinutes(7);
        FollowerBudget budget = new FollowerBudget(0.5, 1);
        CoverageRule coverage = new CoverageRule(1, 0.5, 0);
        SignOffRule signOff = new SignOffRule(Set.of(Stage.TARGET_LED), Set.of("ann"), other);

        assertThat(defaults.withFresh(other)
                        .withWatch(other)
                        .withQuiet(other)
                        .withPreflight(PreflightRule.REQUIRED)
                        .withFollower(budget)
                        .withCoverage(coverage)
                        .withSignOff(signOff))
                .isEqualTo(new GateSettings(other, other, other, PreflightRule.REQUIRED, budget, coverage, signOff));
        assertThat(defaults)
                .isEqualTo(new GateSettings(
                        Duration.ofHours(1),
                        Duration.ofHours(1),
                        Duration.ofMillis(1),
                        PreflightRule.OPTIONAL,
                        FollowerBudget.DEFAULT,
                        CoverageRule.NONE,
                        SignOffRule.NONE));
    }

    @Test
    void anOverrideNamesWhoAndWhy() {
        assertThat(new GateOverride("ann", "a drill").by()).isEqualTo("ann");
        assertThatIllegalArgumentException().isThrownBy(() -> new GateOverride(" ", "a drill"));
        assertThatIllegalArgumentException().isThrownBy(() -> new GateOverride("ann", ""));
    }

    @Test
    void aPreviewAllowsAStepThatNothingObjectsTo() {
        GateAnswer passed = GateAnswer.passed("gate", "good");
        GateAnswer refused = GateAnswer.refused("gate", "bad", "mend it");
        StepPreview allowed = new StepPreview(Stage.SHADOW_READ, Stage.TARGET_LED, List.of(), List.of(passed));
        StepPreview closed = new StepPreview(Stage.DUAL_WRITE, Stage.DUAL_WRITE, List.of(), List.of(passed, refused));
        StepPreview objected =
                new StepPreview(Stage.DUAL_WRITE, Stage.SHADOW_READ, List.of("a store does not answer"), List.of());

        assertThat(List.of(allowed, closed, objected))
                .extracting(StepPreview::isAllowed)
                .containsExactly(true, false, false);
        assertThat(List.of(allowed, closed, objected))
                .extracting(StepPreview::isReached)
                .containsExactly(false, true, false);
        assertThat(List.of(allowed, closed, objected))
                .extracting(StepPreview::changesLeader)
                .containsExactly(true, false, false);
        assertThat(closed.refused()).containsExactly(refused);
    }

    @Test
    void aMoveIsMovedOrRefused() {
        assertThat(new MoveResult.Moved(Stage.DUAL_WRITE, Stage.SHADOW_READ, Duration.ZERO).isMoved())
                .isTrue();
        assertThat(new MoveResult.Refused(Stage.DUAL_WRITE, Stage.SHADOW_READ, List.of("no")).isMoved())
                .isFalse();
    }

    /** Evidence of an application that was written against an earlier version. */
    @Test
    void evidenceThatKnowsNoMoreThanItMustObjectsToNothingElse() {
        GateEvidence plain = new PlainEvidence();

        assertThat(plain.preflight("things")).isEmpty();
        assertThat(plain.migrations()).isEqualTo(MigrationsState.NONE);
        assertThat(plain.lastDivergence()).isEmpty();
        assertThat(plain.coverage().shapes()).isEmpty();
        assertThat(plain.signOff(Stage.TARGET_LED)).isEmpty();
        assertThat(plain.lastRollback()).isEmpty();
    }

    private static void assertValid(boolean valid, org.assertj.core.api.ThrowableAssert.ThrowingCallable making) {
        if (valid) {
            org.assertj.core.api.Assertions.assertThatCode(making).doesNotThrowAnyException();
        } else {
            assertThatIllegalArgumentException().isThrownBy(making);
        }
    }

    private static final class PlainEvidence implements GateEvidence {

        @Override
        public String module() {
            return "module";
        }

        @Override
        public List<String> types() {
            return List.of();
        }

        @Override
        public Optional<BackfillRun> backfill(String type) {
            return Optional.empty();
        }

        @Override
        public Optional<VerificationEvidence> verification(String type) {
            return Optional.empty();
        }

        @Override
        public long leftBehind(String type) {
            return 0;
        }

        @Override
        public long pending() {
            return 0;
        }

        @Override
        public long deadLetters() {
            return 0;
        }

        @Override
        public long openDivergences() {
            return 0;
        }

        @Override
        public List<Member> members() {
            return List.of();
        }

        @Override
        public Duration servedSinceLead() {
            return Duration.ZERO;
        }
    }
}
