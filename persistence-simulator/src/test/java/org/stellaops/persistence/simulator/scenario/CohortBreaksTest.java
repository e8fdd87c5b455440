// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.simulator.Faults;

/** The check of the check: each deliberate break of what cohorts keep to must be caught by an exploration of some small scenario. */
class CohortBreaksTest {

    private static final long STATES = 3_000_000;

    private static final CohortScenario ONE_MOVES = of(
            "replicated",
            CohortScenarios.callsAndMoves(Side.LEGACY, "p"),
            CohortScenarios.rests(Side.LEGACY),
            CohortScenarios.NONE);

    private static final CohortScenario BOTH_MOVE = of(
            "replicated",
            CohortScenarios.callsAndMoves(Side.LEGACY, "p"),
            CohortScenarios.moves(Side.LEGACY),
            CohortScenarios.NONE);

    private static final CohortScenario BOTH_MOVE_AND_ONE_STATEMENT_IS_LATE = of(
            "replicated",
            CohortScenarios.callsAndMoves(Side.LEGACY, "p"),
            CohortScenarios.moves(Side.LEGACY),
            CohortScenarios.LATE);

    /** The old leader accepts the write of a paused caller. */
    private static final String ACCEPTED = "is not pending in the leader";

    private static final String REFUSED = "was refused in its current epoch";

    static List<Arguments> breaks() {
        return List.of(
                Arguments.of(CohortBreaks.FORGETS_THE_OTHER, BOTH_MOVE, ACCEPTED),
                Arguments.of(CohortBreaks.READS_THE_VALIDATOR, BOTH_MOVE, ACCEPTED),
                Arguments.of(CohortBreaks.IGNORES_ATTEMPTS, BOTH_MOVE, ACCEPTED),
                Arguments.of(CohortBreaks.LOOKS_ONCE, BOTH_MOVE_AND_ONE_STATEMENT_IS_LATE, ACCEPTED),
                Arguments.of(CohortBreaks.TRUSTS_THE_UNANSWERED, BOTH_MOVE_AND_ONE_STATEMENT_IS_LATE, ACCEPTED),
                Arguments.of(CohortBreaks.ONE_EPOCH, BOTH_MOVE, REFUSED),
                Arguments.of(CohortBreaks.EPOCH_OF_THE_OTHER, ONE_MOVES, ACCEPTED),
                Arguments.of(CohortBreaks.NO_FENCE, ONE_MOVES, ACCEPTED),
                Arguments.of(CohortBreaks.ALL_KEYS, BOTH_MOVE, "a process of cohort"));
    }

    private static CohortScenario of(
            String beginning, CohortScenario.Half pilot, CohortScenario.Half rest, Faults faults) {
        return new CohortScenario(beginning, pilot, rest, faults, Break.NONE);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("breaks")
    void aBreakIsCaught(Break broken, CohortScenario scenario, String failure) {
        Optional<AssertionError> caught = failureOf(scenario.with(broken));

        System.out.printf("simulate: cohort break caught=%s: %s%n", caught.isPresent(), broken);
        assertThat(caught)
                .as("%s must be caught", broken)
                .hasValueSatisfying(it -> assertThat(it).hasMessageContaining(failure));
    }

    @Test
    void theUnbrokenProtocolIsNotAccused() {
        assertThat(failureOf(ONE_MOVES)).isEmpty();
        assertThat(failureOf(BOTH_MOVE)).isEmpty();
    }

    private static Optional<AssertionError> failureOf(CohortScenario scenario) {
        return Accusation.of(() -> scenario.explore(STATES));
    }
}
