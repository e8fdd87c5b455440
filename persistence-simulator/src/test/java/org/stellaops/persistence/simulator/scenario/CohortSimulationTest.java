// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.simulator.Exploration;
import org.stellaops.persistence.simulator.Faults;

/**
 * Every state that two cohorts of one module, which share its collections, tables and fence, can bring a key of each to: callers that
 * may be paused over any change of leader, and coordinators, of which one may die within a raise of the fence, or whose command may land
 * long after. A scenario is stopped after {@code simulation.states} states, and says so.
 */
class CohortSimulationTest {

    private static final long STATES = Long.getLong("simulation.states", 50_000L);
    private static final List<Faults> FAULTS =
            List.of(CohortScenarios.NONE, CohortScenarios.CRASH, CohortScenarios.LATE);

    static Stream<Arguments> leaders() {
        return Stream.of(Side.values())
                .flatMap(pilot -> Stream.of(Side.values()).map(rest -> Arguments.of(pilot, rest)));
    }

    static Stream<Arguments> leadersAndFaults() {
        return leaders().flatMap(it -> FAULTS.stream().map(faults -> Arguments.of(it.get()[0], it.get()[1], faults)));
    }

    static Stream<Arguments> leaderCallAndFaults() {
        return Stream.of(Side.values())
                .flatMap(leader -> Stream.of("p", "d")
                        .flatMap(call -> FAULTS.stream().map(faults -> Arguments.of(leader, call, faults))));
    }

    @ParameterizedTest(name = "{0} and {1} lead: {2}")
    @MethodSource("leadersAndFaults")
    void bothCohortsMove(Side ofPilot, Side ofRest, Faults faults) {
        explore("both move", CohortScenarios.moves(ofPilot), CohortScenarios.moves(ofRest), faults);
    }

    @ParameterizedTest(name = "{0} leads: {1}, {2}")
    @MethodSource("leaderCallAndFaults")
    void aCallerWhileBothCohortsMove(Side leader, String call, Faults faults) {
        explore(
                "a caller, both move",
                CohortScenarios.callsAndMoves(leader, call),
                CohortScenarios.moves(Side.LEGACY),
                faults);
    }

    @ParameterizedTest(name = "{0} leads: {1}, {2}")
    @MethodSource("leaderCallAndFaults")
    void aCallerInEachCohortWhileOneMoves(Side leader, String call, Faults faults) {
        explore(
                "callers of both, one moves",
                CohortScenarios.callsAndMoves(leader, "p"),
                CohortScenarios.calls(Side.LEGACY, call),
                faults);
    }

    @ParameterizedTest(name = "{0} and {1} lead")
    @MethodSource("leaders")
    void aCallerInEachCohortWhileBothMove(Side ofPilot, Side ofRest) {
        explore(
                "callers of both, both move",
                CohortScenarios.callsAndMoves(ofPilot, "p"),
                CohortScenarios.callsAndMoves(ofRest, "p"),
                CohortScenarios.NONE);
    }

    @ParameterizedTest(name = "{0} leads")
    @EnumSource(Side.class)
    void aCallerAndACohortThatMovesThereAndBackWhileTheOtherMoves(Side leader) {
        for (Faults faults : List.of(CohortScenarios.NONE, CohortScenarios.CRASH)) {
            explore(
                    "there and back",
                    CohortScenarios.callsAndMovesThereAndBack(leader, "p"),
                    CohortScenarios.moves(Side.LEGACY),
                    faults);
        }
    }

    /** Without a caller: with one there are more than forty million states. */
    @ParameterizedTest(name = "{0} leads")
    @EnumSource(Side.class)
    void aCohortThatMovesThereAndBackWhileTheOtherMovesAndAStatementIsLate(Side leader) {
        explore(
                "there and back, late",
                CohortScenarios.callsAndMovesThereAndBack(leader, ""),
                CohortScenarios.moves(Side.LEGACY),
                CohortScenarios.LATE);
    }

    /** A caller while the other cohort rests: while it moves there are more than forty million states. */
    @ParameterizedTest(name = "{0} leads")
    @EnumSource(Side.class)
    void aCallerAndTwoCoordinatorsOfACohort(Side leader) {
        for (Faults faults : List.of(CohortScenarios.NONE, CohortScenarios.CRASH)) {
            explore(
                    "two coordinators",
                    CohortScenarios.callsAndMovesByTwo(leader, "p"),
                    CohortScenarios.rests(Side.LEGACY),
                    faults);
        }
    }

    @ParameterizedTest(name = "{0} leads")
    @EnumSource(Side.class)
    void twoCoordinatorsOfACohortWhileTheOtherMoves(Side leader) {
        explore(
                "two coordinators, both move",
                CohortScenarios.callsAndMovesByTwo(leader, ""),
                CohortScenarios.moves(Side.LEGACY),
                CohortScenarios.NONE);
    }

    @ParameterizedTest(name = "{0} leads: {1}, {2}")
    @MethodSource("leaderCallAndFaults")
    void aRemovalOfTombstonesOfOneCohortWhileTheOtherMoves(Side leader, String call, Faults faults) {
        explore(
                "removal",
                CohortScenarios.callsAndRemovesTombstones(leader, call),
                CohortScenarios.moves(Side.LEGACY),
                faults);
    }

    @ParameterizedTest(name = "{0} leads")
    @EnumSource(Side.class)
    void aCallerAndTheFenceMonitorOfTheOtherCohortWhileBothMove(Side leader) {
        explore(
                "fence monitor",
                CohortScenarios.callsAndMoves(leader, "p"),
                CohortScenarios.movesAndWatchesItsFence(Side.LEGACY),
                CohortScenarios.NONE);
    }

    /** What a coordinator forgets has no part in its future. */
    @Test
    void aCoordinatorThatForgetsHasAsManySchedulesAsOneThatRemembersAll() {
        CohortScenario.Half remembers = new CohortScenario.Half(Side.LEGACY, cast -> cast.coordinator(Side.TARGET));
        CohortScenario.Half forgets = CohortScenarios.moves(Side.LEGACY);

        Exploration.Totals all =
                scenario(remembers, remembers, CohortScenarios.NONE).explore(Long.MAX_VALUE);
        Exploration.Totals merged =
                scenario(forgets, forgets, CohortScenarios.NONE).explore(Long.MAX_VALUE);

        assertThat(merged.schedules()).isEqualTo(all.schedules());
        assertThat(merged.states()).isLessThan(all.states());
    }

    private static CohortScenario scenario(CohortScenario.Half pilot, CohortScenario.Half rest, Faults faults) {
        return new CohortScenario("replicated", pilot, rest, faults, Break.NONE);
    }

    private static void explore(String what, CohortScenario.Half pilot, CohortScenario.Half rest, Faults faults) {
        Exploration.Totals totals = scenario(pilot, rest, faults).explore(STATES);
        System.out.printf(
                "simulate: cohorts, %s, %s and %s lead, %s %s%n", what, pilot.leader(), rest.leader(), faults, totals);
        assertThat(totals.states())
                .as("%s, stopped after %s states", what, STATES)
                .isPositive();
    }
}
