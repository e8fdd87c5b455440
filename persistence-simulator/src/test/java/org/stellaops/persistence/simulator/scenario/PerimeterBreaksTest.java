// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.cutover.Stage.SHADOW_READ;
import static org.stellaops.persistence.cutover.Stage.TARGET_LED;

import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.internal.identity.StoreClock;
import org.stellaops.persistence.dualwrite.internal.identity.StoreIdentity;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.ControlStore;

/** The check of the check: each rule of the perimeter that is left out must be caught by the exploration of a small scenario. */
class PerimeterBreaksTest {

    private static final long STATES = 1_000_000;

    static Stream<Arguments> breaks() {
        PerimeterScenario moves = PerimeterScenario.at(SHADOW_READ).process(SHADOW_READ, TARGET_LED, "a");
        return Stream.of(
                Arguments.of(
                        Break.named("identities are not looked at")
                                .entries("find", (real, a) -> without(StoreIdentity.ENTRY, real, a)),
                        moves.losing(Side.TARGET, Replacement.Kind.EMPTY)),
                Arguments.of(
                        Break.named("clocks are not compared")
                                .entries("find", (real, a) -> without(StoreClock.ENTRY, real, a)),
                        moves.losing(Side.TARGET, Replacement.Kind.REWOUND)),
                Arguments.of(
                        Break.named("a store that was not told of the move assumes leadership")
                                .control("read", (real, a) -> asIfTold(real))
                                .control("compareAndSet", PerimeterBreaksTest::writeIfAway),
                        moves.losing(Side.TARGET, Replacement.Kind.EMPTY)),
                Arguments.of(
                        Break.named("a start writes a record where it finds none")
                                .control(
                                        "read",
                                        (real, a) -> real.initialise(new ControlRecord(Phase.STEADY, 1, SHADOW_READ))),
                        moves.losing(Side.LEGACY, Replacement.Kind.EMPTY)),
                Arguments.of(
                        Break.named("types are not registered")
                                .entries(
                                        "insert",
                                        (real, a) -> isType(a[0]) || real.insert((String) a[0], (String) a[1])),
                        PerimeterSimulationTest.olderMovesWhileNewerWrites()),
                Arguments.of(
                        Break.named("the stage is moved without comparing the record")
                                .control(
                                        "compareAndSet",
                                        (real, a) -> real.compareAndSet(real.read(), (ControlRecord) a[1])),
                        PerimeterSimulationTest.differingWishes()),
                Arguments.of(
                        Break.named("there is no fence")
                                .control("raiseFence", (real, a) -> ControlStore.FenceStrength.STRONG)
                                .control("fenceEpoch", (real, a) -> Long.MAX_VALUE),
                        moves.process(SHADOW_READ, "p")));
    }

    private static Optional<ControlEntries.Entry> without(String entry, ControlEntries real, Object[] arguments) {
        return entry.equals(arguments[0]) ? Optional.empty() : real.find((String) arguments[0]);
    }

    /** What stands in the first epoch, or nowhere, passes for the store that was told of the first move. */
    private static ControlRecord asIfTold(ControlStore real) {
        ControlRecord now = real.read();
        return now.phase() == Phase.AWAY && now.epoch() < 2 ? now.at(Phase.AWAY, 2) : now;
    }

    private static boolean writeIfAway(ControlStore real, Object[] arguments) {
        ControlRecord expected = (ControlRecord) arguments[0];
        ControlRecord next = (ControlRecord) arguments[1];
        if (!asIfTold(real).equals(expected)) {
            return false;
        }
        return real.initialise(next).equals(next) || real.compareAndSet(real.read(), next);
    }

    private static boolean isType(Object name) {
        return ((String) name).startsWith("type/");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("breaks")
    void aBreakOfThePerimeterIsCaught(Break broken, PerimeterScenario scenario) {
        Optional<AssertionError> caught = failureOf(scenario.with(broken));

        System.out.printf("simulate: perimeter break caught=%s: %s%n", caught.isPresent(), broken);
        assertThat(caught).as("%s must be caught by %s", broken, scenario).isPresent();
    }

    private static Optional<AssertionError> failureOf(PerimeterScenario scenario) {
        return Accusation.of(() -> scenario.explore(STATES));
    }
}
