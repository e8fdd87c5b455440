// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.simulator.Exploration;
import org.stellaops.persistence.simulator.Faults;

/**
 * Every state that callers, reconcilers, backfills, repairs and coordinators can bring one key to, by every interleaving and
 * with a crash at every step. {@code simulation.attempts} says how often a write is tried after its attempt on hints. A scenario is
 * stopped after {@code simulation.states} states, and says so.
 */
class ExhaustiveSimulationTest {

    private static final int ATTEMPTS = Integer.getInteger("simulation.attempts", 1);
    private static final long STATES = Long.getLong("simulation.states", 50_000L);
    private static final Faults ONE_CRASH = new Faults(1, 0, 0, 0);
    private static final Faults ONE_FAILURE = new Faults(0, 1, 0, 0);
    private static final Faults ONE_LOST_ANSWER = new Faults(0, 0, 1, 0);
    private static final Faults ONE_LATE = new Faults(0, 0, 0, 1);
    private static final Faults ONE_TWICE = new Faults(0, 0, 0, 0, 1);
    private static final List<String> TWO_CALLS = List.of("pp", "pd", "dp", "ip", "id", "dd");
    private static final List<String> ONE_CALL = List.of("p", "i", "d");

    private static List<Arguments> pairs(List<String> works, List<String> beginnings) {
        List<Arguments> pairs = new ArrayList<>();
        for (String beginning : beginnings) {
            for (String first : works) {
                works.stream()
                        .filter(second -> first.compareTo(second) <= 0)
                        .forEach(second -> pairs.add(Arguments.of(beginning, first, second)));
            }
        }
        return pairs;
    }

    static Stream<Arguments> twoCallersWithTwoCalls() {
        return pairs(TWO_CALLS, List.of("absent", "replicated", "unversioned")).stream();
    }

    static Stream<Arguments> twoCallersWithTwoCallsOnTheTarget() {
        return pairs(TWO_CALLS, List.of("absent", "replicated")).stream();
    }

    static Stream<Arguments> twoCallersWithOneCall() {
        return pairs(ONE_CALL, List.of("absent", "pending", "replicated", "unversioned")).stream();
    }

    static Stream<Arguments> twoCallersWithOneCallOnTheTarget() {
        return pairs(ONE_CALL, List.of("absent", "pending", "replicated")).stream();
    }

    static Stream<Arguments> threeCallers() {
        return pairs(ONE_CALL, List.of("absent", "pending", "replicated", "unversioned")).stream()
                .flatMap(it -> ONE_CALL.stream()
                        .filter(third -> ((String) it.get()[2]).compareTo(third) <= 0)
                        .map(third -> Arguments.of(it.get()[0], it.get()[1], it.get()[2], third)));
    }

    @ParameterizedTest(name = "{0}: {1} beside {2}")
    @MethodSource("twoCallersWithTwoCalls")
    void twoCallersAndAReconcilerWhileLegacyLeads(String beginning, String first, String second) {
        explore(
                "legacy leads",
                Side.LEGACY,
                beginning,
                ONE_CRASH,
                cast -> cast.caller(Side.LEGACY, ATTEMPTS, first)
                        .caller(Side.LEGACY, ATTEMPTS, second)
                        .legacyReconciler(it -> it.known(Side.LEGACY)));
    }

    @ParameterizedTest(name = "{0}: {1} beside {2} beside {3}")
    @MethodSource("threeCallers")
    void threeCallersAndAReconcilerWhileLegacyLeads(String beginning, String first, String second, String third) {
        explore(
                "three callers",
                Side.LEGACY,
                beginning,
                Faults.NONE,
                cast -> cast.caller(Side.LEGACY, ATTEMPTS, first)
                        .caller(Side.LEGACY, ATTEMPTS, second)
                        .caller(Side.LEGACY, ATTEMPTS, third)
                        .legacyReconciler(it -> it.known(Side.LEGACY)));
    }

    /** Of the others one calls twice: all first calls begin at once, and what runs at once may come in any order. */
    static Stream<Arguments> conditionalBesideOthers() {
        return Stream.of(Side.values())
                .flatMap(leader -> Stream.of("absent", "replicated")
                        .flatMap(beginning -> Stream.of("c", "o")
                                .flatMap(conditional -> ONE_CALL.stream()
                                        .flatMap(first -> Stream.of("dd", "pd", "id")
                                                .map(second -> Arguments.of(
                                                        leader, beginning, conditional, first, second))))));
    }

    @ParameterizedTest(name = "{0} leads, {1}: {2} beside {3} beside {4}")
    @MethodSource("conditionalBesideOthers")
    void aConditionalWriteReplacesExactlyWhatItsCallerWasTold(
            Side leader, String beginning, String conditional, String first, String second) {
        explore(
                "conditional",
                leader,
                beginning,
                Faults.NONE,
                cast -> cast.caller(leader, ATTEMPTS, conditional)
                        .caller(leader, ATTEMPTS, first)
                        .caller(leader, ATTEMPTS, second));
    }

    @ParameterizedTest(name = "{0} leads, {1}: {2}")
    @MethodSource("leadersAndOneCall")
    void aConditionalWriteAndAVersionBumpOrAChangeOfLeader(Side leader, String beginning, String call) {
        explore(
                "conditional, reconciler",
                leader,
                beginning,
                ONE_CRASH,
                cast -> reconciler(leader, cast.caller(leader, ATTEMPTS, "o").caller(leader, ATTEMPTS, call)));
        explore(
                "conditional, lead moves",
                leader,
                beginning,
                Faults.NONE,
                cast -> cast.wanderer("o").wanderer(call).coordinator(leader.other()));
    }

    @ParameterizedTest(name = "{0}: {1} beside {2}")
    @MethodSource("twoCallersWithOneCall")
    void twoCallersAndAStatementThatGoesWrong(String beginning, String first, String second) {
        for (Faults faults : List.of(ONE_FAILURE, ONE_LOST_ANSWER, ONE_LATE, ONE_TWICE)) {
            explore(
                    "fault",
                    Side.LEGACY,
                    beginning,
                    faults,
                    cast -> cast.caller(Side.LEGACY, ATTEMPTS, first)
                            .caller(Side.LEGACY, ATTEMPTS, second)
                            .legacyReconciler(it -> it.known(Side.LEGACY)));
        }
    }

    @ParameterizedTest(name = "{0}: {1} beside {2}")
    @MethodSource("twoCallersWithOneCallOnTheTarget")
    void twoCallersAndAStatementThatGoesWrongWhileTheTargetLeads(String beginning, String first, String second) {
        for (Faults faults : List.of(ONE_FAILURE, ONE_LOST_ANSWER, ONE_LATE, ONE_TWICE)) {
            explore(
                    "target fault",
                    Side.TARGET,
                    beginning,
                    faults,
                    cast -> cast.caller(Side.TARGET, ATTEMPTS, first)
                            .caller(Side.TARGET, ATTEMPTS, second)
                            .targetReconciler(it -> it.known(Side.TARGET)));
        }
    }

    @ParameterizedTest(name = "{0}: {1} beside {2}")
    @MethodSource("twoCallersWithOneCall")
    void twoCallersAndABackfill(String beginning, String first, String second) {
        explore(
                "backfill",
                Side.LEGACY,
                beginning,
                ONE_CRASH,
                cast -> cast.caller(Side.LEGACY, ATTEMPTS, first)
                        .caller(Side.LEGACY, ATTEMPTS, second)
                        .backfill(it -> it.known(Side.LEGACY)));
    }

    @ParameterizedTest(name = "{0} leads, {1}: {2} beside {3}")
    @MethodSource("leadersAndTwoCallers")
    void twoCallersAndAVerification(Side leader, String beginning, String first, String second) {
        explore(
                "verification",
                leader,
                beginning,
                ONE_CRASH,
                cast -> reconciler(
                        leader,
                        cast.caller(leader, ATTEMPTS, first)
                                .caller(leader, ATTEMPTS, second)
                                .verifier(leader)));
    }

    @ParameterizedTest(name = "{0} leads, {1}: {2} beside {3}")
    @MethodSource("leadersAndTwoCallers")
    void twoCallersAndARepair(Side leader, String beginning, String first, String second) {
        explore(
                "repair",
                leader,
                beginning,
                ONE_CRASH,
                cast -> cast.caller(leader, ATTEMPTS, first)
                        .caller(leader, ATTEMPTS, second)
                        .repair(leader));
    }

    @ParameterizedTest(name = "{0} leads, {1}: {2}")
    @MethodSource("leadersAndOneCall")
    void aCallerAWriterThatBypassesTheLibraryAndARepair(Side leader, String beginning, String call) {
        explore(
                "bypassing writer",
                leader,
                beginning,
                ONE_LATE,
                cast -> reconciler(
                        leader,
                        cast.caller(leader, ATTEMPTS, call)
                                .bypassingWriter(leader)
                                .repair(leader)));
    }

    @ParameterizedTest(name = "{0}: {1} beside {2}")
    @MethodSource("twoCallersWithTwoCallsOnTheTarget")
    void twoCallersAndAReconcilerWhileTheTargetLeads(String beginning, String first, String second) {
        explore(
                "target leads",
                Side.TARGET,
                beginning,
                ONE_CRASH,
                cast -> cast.caller(Side.TARGET, ATTEMPTS, first)
                        .caller(Side.TARGET, ATTEMPTS, second)
                        .targetReconciler(it -> it.known(Side.TARGET)));
    }

    static Stream<Arguments> leadersAndOneCaller() {
        return Stream.of(Side.LEGACY, Side.TARGET)
                .flatMap(leader -> Stream.of("absent", "replicated")
                        .flatMap(beginning -> TWO_CALLS.stream().map(calls -> Arguments.of(leader, beginning, calls))));
    }

    static Stream<Arguments> leadersAndTwoCallers() {
        return Stream.of(Side.LEGACY, Side.TARGET)
                .flatMap(leader -> pairs(ONE_CALL, List.of("absent", "pending", "replicated")).stream()
                        .map(it -> Arguments.of(leader, it.get()[0], it.get()[1], it.get()[2])));
    }

    static Stream<Arguments> backfilled() {
        return Stream.of("replicated", "unversioned")
                .flatMap(beginning -> TWO_CALLS.stream().map(calls -> Arguments.of(beginning, calls)));
    }

    static Stream<Arguments> leadersAndOneCall() {
        return Stream.of(Side.LEGACY, Side.TARGET)
                .flatMap(leader -> Stream.of("absent", "replicated")
                        .flatMap(beginning -> ONE_CALL.stream().map(call -> Arguments.of(leader, beginning, call))));
    }

    @ParameterizedTest(name = "{0} leads, {1}: {2}")
    @MethodSource("leadersAndOneCaller")
    void aCallerAndTheLeadThatGoesThereAndBack(Side leader, String beginning, String calls) {
        explore(
                "there and back",
                leader,
                beginning,
                ONE_CRASH,
                cast -> cast.wanderer(calls).coordinator(leader.other(), leader));
    }

    @ParameterizedTest(name = "{0} leads, {1}: {2} beside {3}")
    @MethodSource("leadersAndTwoCallers")
    void twoCallersAndAReconcilerWhileTheLeadMoves(Side leader, String beginning, String first, String second) {
        explore(
                "lead moves",
                leader,
                beginning,
                Faults.NONE,
                cast -> reconciler(leader, cast.wanderer(first).wanderer(second).coordinator(leader.other())));
    }

    @ParameterizedTest(name = "{0} leads, {1}: {2}")
    @MethodSource("leadersAndOneCall")
    void aCallerAndTheLeadThatGoesThereAndBackWithALateStatement(Side leader, String beginning, String call) {
        explore(
                "there and back, late",
                leader,
                beginning,
                ONE_LATE,
                cast -> cast.wanderer(call).coordinator(leader.other(), leader));
    }

    @ParameterizedTest(name = "{0} leads, {1}: {2}")
    @MethodSource("leadersAndOneCall")
    void aCallerAndTwoCoordinators(Side leader, String beginning, String call) {
        explore(
                "two coordinators",
                leader,
                beginning,
                ONE_CRASH,
                cast -> cast.wanderer(call).coordinator(leader.other()).coordinator(leader.other()));
    }

    @ParameterizedTest(name = "{0} leads, {1}: {2} beside {3}")
    @MethodSource("leadersAndTwoCallers")
    void twoCallersAndARemovalOfTombstones(Side leader, String beginning, String first, String second) {
        for (Faults faults : List.of(ONE_CRASH, ONE_LATE)) {
            explore(
                    "removal",
                    leader,
                    beginning,
                    faults,
                    cast -> cast.wanderer(first).wanderer(second).removal(leader));
        }
    }

    @ParameterizedTest(name = "{0} leads, {1}: {2}")
    @MethodSource("leadersAndOneCaller")
    void aCallerAReconcilerAndARemovalOfTombstones(Side leader, String beginning, String calls) {
        explore(
                "removal",
                leader,
                beginning,
                ONE_LATE,
                cast -> reconciler(leader, cast.wanderer(calls).removal(leader)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("backfilled")
    void aCallerABackfillAndARemovalOfTombstones(String beginning, String calls) {
        explore(
                "removal, backfill",
                Side.LEGACY,
                beginning,
                ONE_LATE,
                cast -> cast.wanderer(calls)
                        .backfill(it -> it.readOnce(Side.LEGACY))
                        .removal(Side.LEGACY));
    }

    private static Cast reconciler(Side leader, Cast cast) {
        return leader == Side.LEGACY
                ? cast.legacyReconciler(it -> it.readOnce(leader))
                : cast.targetReconciler(it -> it.readOnce(leader));
    }

    private static void explore(String what, Side leader, String beginning, Faults faults, UnaryOperator<Cast> cast) {
        Exploration.Totals totals = new CastScenario(leader, beginning, cast, faults, Break.NONE).explore(STATES);
        System.out.printf("simulate: %s, %s %s%n", what, beginning, totals);
        assertThat(totals.states())
                .as("%s, stopped after %s states", what, STATES)
                .isPositive();
    }
}
