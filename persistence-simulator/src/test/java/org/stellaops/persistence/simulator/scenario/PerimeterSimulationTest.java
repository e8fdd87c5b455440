// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.cutover.Stage.DUAL_WRITE;
import static org.stellaops.persistence.cutover.Stage.LEGACY_ONLY;
import static org.stellaops.persistence.cutover.Stage.RAMP_DOWN;
import static org.stellaops.persistence.cutover.Stage.SHADOW_READ;
import static org.stellaops.persistence.cutover.Stage.TARGET_LED;
import static org.stellaops.persistence.cutover.Stage.TARGET_ONLY;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.gate.GateSettings;
import org.stellaops.persistence.dualwrite.gate.StageGates;
import org.stellaops.persistence.simulator.Exploration;
import org.stellaops.persistence.simulator.Faults;

/**
 * Every state that two processes can bring a module's perimeter to, from their start on: stages, members, types, leases, identities
 * and clocks of the stores, while one of them moves the lead, one dies, and another database is put in place of a store. With
 * {@code simulation.perimeter=long} every kind of replacement meets two processes of which one may die at every step.
 */
class PerimeterSimulationTest {

    private static final long STATES = 40_000_000;
    private static final Faults ONE_CRASH = new Faults(1, 0, 0, 0);

    /** A database in place of a store, beside a process that moves the lead and one that starts. */
    private static Stream<PerimeterScenario> losses(Faults faults) {
        return Stream.of(Side.values())
                .flatMap(side -> Stream.of(Replacement.Kind.values())
                        .flatMap(kind -> Stream.of(
                                        moves(SHADOW_READ, TARGET_LED, ""), moves(TARGET_LED, SHADOW_READ, ""))
                                .map(it -> it.losing(side, kind).with(faults))));
    }

    private static PerimeterScenario moves(Stage from, Stage to, String acts) {
        return PerimeterScenario.at(from).process(from, to, "a").process(from, acts);
    }

    /** A process alone, which dies at any step, and a database in place of a store. */
    private static Stream<PerimeterScenario> lossesBesideOne() {
        return Stream.of(Side.values())
                .flatMap(side -> Stream.of(Replacement.Kind.values())
                        .flatMap(kind -> Stream.of(
                                        PerimeterScenario.at(SHADOW_READ).process(SHADOW_READ, TARGET_LED, "pa"),
                                        PerimeterScenario.at(TARGET_LED).process(TARGET_LED, SHADOW_READ, "pa"))
                                .map(it -> it.losing(side, kind).with(ONE_CRASH))));
    }

    static Stream<PerimeterScenario> shortForm() {
        return Stream.concat(
                lossesBesideOne(),
                Stream.of(
                        moves(SHADOW_READ, TARGET_LED, "").losing(Side.TARGET, Replacement.Kind.REWOUND),
                        differingWishes(),
                        wentOnMeanwhile(),
                        PerimeterScenario.at(DUAL_WRITE)
                                .process(DUAL_WRITE, SHADOW_READ, "a")
                                .process(DUAL_WRITE, LEGACY_ONLY, "a"),
                        olderMovesWhileNewerWrites(),
                        withdrawn()));
    }

    /** One of them goes past the point of no return. */
    static PerimeterScenario differingWishes() {
        return PerimeterScenario.at(RAMP_DOWN)
                .process(RAMP_DOWN, TARGET_ONLY, "ap")
                .process(RAMP_DOWN, TARGET_LED, "ap");
    }

    /** The lead is to go back, while another process goes past the point of no return (C9). */
    private static PerimeterScenario wentOnMeanwhile() {
        return PerimeterScenario.at(TARGET_LED)
                .process(TARGET_LED, SHADOW_READ, "a")
                .goingOnTo(TARGET_ONLY);
    }

    /** A rolling deploy: the older version does not know a type that the newer one writes. */
    static PerimeterScenario olderMovesWhileNewerWrites() {
        return PerimeterScenario.at(SHADOW_READ)
                .process(SHADOW_READ, TARGET_LED, "a")
                .with(new PerimeterScenario.Script(
                        SHADOW_READ, Optional.empty(), "q", List.of(PerimeterWorld.TYPE, PerimeterWorld.NEWER)));
    }

    /** What gates refuse and is withdrawn is not asked again, although the gates open meanwhile. */
    private static PerimeterScenario withdrawn() {
        return PerimeterScenario.at(SHADOW_READ)
                .process(SHADOW_READ, TARGET_LED, "axr")
                .process(SHADOW_READ, "v")
                .with(StageGates.verified(GateSettings.defaults()));
    }

    static Stream<PerimeterScenario> longForm() {
        return Stream.concat(
                losses(ONE_CRASH),
                Stream.of(
                        PerimeterScenario.unknown()
                                .process(DUAL_WRITE, "p")
                                .process(DUAL_WRITE, "p")
                                .with(ONE_CRASH),
                        moves(SHADOW_READ, TARGET_LED, "ftfp").with(ONE_CRASH),
                        moves(TARGET_LED, SHADOW_READ, "ftfp").with(ONE_CRASH),
                        differingWishes().with(ONE_CRASH),
                        wentOnMeanwhile().with(ONE_CRASH),
                        olderMovesWhileNewerWrites().with(ONE_CRASH)));
    }

    @ParameterizedTest
    @MethodSource("shortForm")
    void oneMoveAndOneReplacedStore(PerimeterScenario scenario) {
        explore(scenario);
    }

    @ParameterizedTest
    @MethodSource("longForm")
    @EnabledIfSystemProperty(named = "simulation.perimeter", matches = "long")
    void twoProcessesOneMoveOneCrashAndOneReplacedStore(PerimeterScenario scenario) {
        explore(scenario);
    }

    private static void explore(PerimeterScenario scenario) {
        Exploration.Totals totals = scenario.explore(STATES);
        System.out.printf("simulate: perimeter, %s %s%n", scenario, totals);
        assertThat(totals.exhausted())
                .as("%s is explored within %s states", scenario, STATES)
                .isTrue();
    }
}
