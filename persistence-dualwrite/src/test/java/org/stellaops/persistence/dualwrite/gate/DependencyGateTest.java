// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.cutover.Stage.DUAL_WRITE;
import static org.stellaops.persistence.cutover.Stage.LEGACY_ONLY;
import static org.stellaops.persistence.cutover.Stage.RAMP_DOWN;
import static org.stellaops.persistence.cutover.Stage.SHADOW_READ;
import static org.stellaops.persistence.cutover.Stage.TARGET_LED;
import static org.stellaops.persistence.cutover.Stage.TARGET_ONLY;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.persistence.cutover.Stage;

/** A module reads records of another one only where that one writes, and is not left alone there. */
class DependencyGateTest {

    private static final Map<String, Set<String>> NEEDS_OTHER = Map.of("module", Set.of("other"));
    private static final Map<String, Set<String>> NEEDED_BY_OTHER = Map.of("other", Set.of("module"));

    private final KnownEvidence evidence = new KnownEvidence();

    @ParameterizedTest
    @CsvSource({
        "SHADOW_READ, TARGET_LED, LEGACY_ONLY, false",
        "SHADOW_READ, TARGET_LED, DUAL_WRITE, true",
        "SHADOW_READ, TARGET_LED, TARGET_ONLY, true",
        "TARGET_LED, SHADOW_READ, TARGET_ONLY, false",
        "TARGET_LED, SHADOW_READ, RAMP_DOWN, true",
        "TARGET_LED, SHADOW_READ, LEGACY_ONLY, true"
    })
    void theLeadGoesOnlyWhereARequiredModuleWrites(Stage from, Stage to, Stage other, boolean passes) {
        List<GateAnswer> answers = check(NEEDS_OTHER, from, to, Optional.of(other));

        assertThat(answers).singleElement().satisfies(it -> {
            assertThat(it.gate()).isEqualTo("requires other");
            assertThat(it.passed()).isEqualTo(passes);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "RAMP_DOWN, TARGET_ONLY, SHADOW_READ, false",
        "RAMP_DOWN, TARGET_ONLY, TARGET_LED, true",
        "DUAL_WRITE, LEGACY_ONLY, TARGET_LED, false",
        "DUAL_WRITE, LEGACY_ONLY, SHADOW_READ, true"
    })
    void aStoreIsLeftOnlyWhenNoModuleThatRequiresItReadsThere(Stage from, Stage to, Stage other, boolean passes) {
        List<GateAnswer> answers = check(NEEDED_BY_OTHER, from, to, Optional.of(other));

        assertThat(answers).singleElement().satisfies(it -> {
            assertThat(it.gate()).isEqualTo("requires module");
            assertThat(it.passed()).isEqualTo(passes);
        });
    }

    @Test
    void theRemedyNamesTheStepThatTheOtherModuleMakesFirst() {
        assertThat(check(NEEDS_OTHER, SHADOW_READ, TARGET_LED, Optional.of(LEGACY_ONLY)))
                .containsExactly(GateAnswer.refused(
                        "requires other",
                        "other is in legacy-only, and does not write to the target store, which would be read",
                        "run first: persistence cutover --config FILE --module other --to dual-write"));
        assertThat(remedy(NEEDS_OTHER, TARGET_LED, SHADOW_READ, TARGET_ONLY)).endsWith("--module other --to ramp-down");
        assertThat(check(NEEDED_BY_OTHER, RAMP_DOWN, TARGET_ONLY, Optional.of(SHADOW_READ)))
                .containsExactly(GateAnswer.refused(
                        "requires module",
                        "other, which requires module, is in shadow-read and reads from the legacy store, which would"
                                + " not be written any more",
                        "run first: persistence cutover --config FILE --module other --to target-led"));
        assertThat(remedy(NEEDED_BY_OTHER, DUAL_WRITE, LEGACY_ONLY, TARGET_LED))
                .endsWith("--module other --to shadow-read");
    }

    @Test
    void aModuleOfWhichNothingIsKnownRefuses() {
        GateAnswer unknown = GateAnswer.refused(
                "requires other",
                "where other stands is not known: neither of its stores leads, or none was ever opened",
                "see: persistence status --config FILE --module other");

        assertThat(check(NEEDS_OTHER, SHADOW_READ, TARGET_LED, Optional.empty()))
                .containsExactly(unknown);
        assertThat(check(NEEDED_BY_OTHER, RAMP_DOWN, TARGET_ONLY, Optional.empty()))
                .containsExactly(unknown);
    }

    @Test
    void stepsThatNeitherReadNorLeaveAskNothing() {
        for (Map<String, Set<String>> requires : List.of(NEEDS_OTHER, NEEDED_BY_OTHER, Map.<String, Set<String>>of())) {
            assertThat(check(requires, LEGACY_ONLY, DUAL_WRITE, Optional.of(LEGACY_ONLY)))
                    .isEmpty();
            assertThat(check(requires, DUAL_WRITE, SHADOW_READ, Optional.of(LEGACY_ONLY)))
                    .isEmpty();
            assertThat(check(requires, TARGET_LED, RAMP_DOWN, Optional.of(LEGACY_ONLY)))
                    .isEmpty();
        }
        assertThat(check(NEEDED_BY_OTHER, SHADOW_READ, TARGET_LED, Optional.of(LEGACY_ONLY)))
                .isEmpty();
        assertThat(check(NEEDS_OTHER, RAMP_DOWN, TARGET_ONLY, Optional.of(LEGACY_ONLY)))
                .isEmpty();
    }

    private String remedy(Map<String, Set<String>> requires, Stage from, Stage to, Stage other) {
        return check(requires, from, to, Optional.of(other)).get(0).remedy();
    }

    private List<GateAnswer> check(Map<String, Set<String>> requires, Stage from, Stage to, Optional<Stage> other) {
        return StageGates.requirements(requires, it -> it.equals("other") ? other : Optional.empty())
                .check(evidence.step(from, to));
    }
}
