// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.simulator.Faults;

/** The check of the check: each deliberate break of the protocol must be caught by an exploration of some small scenario. */
class ProtocolBreaksTest {

    private static final long STATES = 3_000_000;
    private static final Faults CRASH = new Faults(1, 0, 0, 0);
    private static final Faults LATE = new Faults(0, 0, 0, 1);
    private static final Faults LOST_ANSWER = new Faults(0, 0, 1, 0);

    /**
     * Not found by these scenarios since the new leader is told of a move before it is drained to (ADR 0052): either its record
     * keeps out what the second raise of the fence keeps out, or the way there is longer than they are. The model c7_drain_insert,
     * which lacks that step, has the counterexample.
     */
    private static final String NOT_FOUND_ANY_MORE = "the fence is raised once";

    /**
     * Breaks that only a late scenario catches, with its number, which is tried first: to explore all those before it takes most of a
     * minute. A break that it does not catch any more is looked for in all of them.
     */
    private static final Map<String, Integer> CAUGHT_LATE = Map.of(
            "an intent replaces any tombstone", 45,
            "a replacement does not compare what it replaces", 49,
            "a precondition compares the version alone", 52);

    static List<Break> breaks() {
        return ProtocolBreaks.all().stream()
                .filter(it -> !it.toString().equals(NOT_FOUND_ANY_MORE))
                .toList();
    }

    /** From small to large. */
    static List<CastScenario> scenarios() {
        List<CastScenario> all = new ArrayList<>();
        for (Side leader : Side.values()) {
            for (String beginning : List.of("absent", "replicated")) {
                for (String work : List.of("p", "d")) {
                    all.add(of(leader, beginning, LOST_ANSWER, cast -> lasting(cast, leader, work, work)));
                    all.add(of(leader, beginning, LATE, cast -> lasting(cast, leader, work, "p")));
                    all.add(of(leader, beginning, CRASH, cast -> lasting(cast, leader, work, "p")));
                }
                all.add(of(leader, beginning, LATE, cast -> lasting(cast, leader, "pd", "i")));
                all.add(of(leader, beginning, CRASH, cast -> lasting(cast, leader, "pd", "i")));
                all.add(of(leader, beginning, CRASH, cast -> cast.wanderer("p").coordinator(leader.other(), leader)));
                all.add(of(leader, beginning, LATE, cast -> cast.wanderer("pd").coordinator(leader.other(), leader)));
                all.add(of(
                        leader,
                        beginning,
                        CRASH,
                        cast -> cast.wanderer("d").coordinator(leader.other()).coordinator(leader.other())));
            }
        }
        for (String works : List.of("dpd", "did", "ddi", "ddp", "ppd")) {
            all.add(of(
                    Side.LEGACY,
                    "replicated",
                    Faults.NONE,
                    cast -> cast.caller(Side.LEGACY, 1, works.substring(0, 1))
                            .caller(Side.LEGACY, 1, works.substring(1, 2))
                            .caller(Side.LEGACY, 1, works.substring(2))
                            .legacyReconciler(it -> it.known(Side.LEGACY))));
        }
        all.add(of(
                Side.LEGACY,
                "replicated",
                Faults.NONE,
                cast -> cast.wanderer("p")
                        .wanderer("p")
                        .coordinator(Side.TARGET)
                        .legacyReconciler(it -> it.readOnce(Side.LEGACY))));
        all.add(of(
                Side.LEGACY,
                "replicated",
                Faults.NONE,
                cast -> cast.wanderer("d")
                        .wanderer("i")
                        .coordinator(Side.TARGET)
                        .legacyReconciler(it -> it.readOnce(Side.LEGACY))));
        all.add(of(
                Side.LEGACY,
                "absent",
                Faults.NONE,
                cast -> cast.caller(Side.LEGACY, 1, "o")
                        .caller(Side.LEGACY, 1, "dd")
                        .caller(Side.LEGACY, 1, "i")));
        all.add(of(
                Side.TARGET,
                "absent",
                Faults.NONE,
                cast -> cast.wanderer("p")
                        .wanderer("d")
                        .coordinator(Side.LEGACY)
                        .coordinator(Side.LEGACY)));
        return all;
    }

    private static CastScenario of(Side leader, String beginning, Faults faults, UnaryOperator<Cast> cast) {
        return new CastScenario(leader, beginning, cast, faults, Break.NONE);
    }

    private static Cast lasting(Cast cast, Side leader, String first, String second) {
        Cast callers = cast.caller(leader, 1, first).caller(leader, 1, second);
        return leader == Side.LEGACY
                ? callers.legacyReconciler(it -> it.known(leader))
                : callers.targetReconciler(it -> it.known(leader));
    }

    @ParameterizedTest
    @MethodSource("breaks")
    void aBreakIsCaught(Break broken) {
        int tried = 0;
        Optional<AssertionError> caught = Optional.empty();
        for (CastScenario scenario : likelyFirst(broken)) {
            tried++;
            caught = failureOf(scenario.with(broken));
            if (caught.isPresent()) {
                break;
            }
        }

        System.out.printf("simulate: break caught=%s after %d scenario(s): %s%n", caught.isPresent(), tried, broken);
        assertThat(caught).as("%s must be caught", broken).isPresent();
    }

    private static List<CastScenario> likelyFirst(Break broken) {
        List<CastScenario> all = scenarios();
        Integer likely = CAUGHT_LATE.get(broken.toString());
        if (likely != null) {
            all.add(0, all.remove(likely - 1));
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void theUnbrokenProtocolIsNotAccused(CastScenario scenario) {
        assertThat(failureOf(scenario)).isEmpty();
    }

    private static Optional<AssertionError> failureOf(CastScenario scenario) {
        return Accusation.of(() -> scenario.explore(STATES));
    }
}
