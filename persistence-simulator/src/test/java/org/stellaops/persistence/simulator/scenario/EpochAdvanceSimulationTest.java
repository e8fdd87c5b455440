// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.simulator.Faults;
import org.stellaops.persistence.simulator.RandomSearch;
import org.stellaops.persistence.simulator.scenario.EpochAdvanceScenario.Beside;

/**
 * Removals of tombstones in random interleavings with faults. The short form makes the same schedules every time; with {@code
 * simulation.seconds} it goes on for so long, from the seed that {@code simulation.seed} says.
 */
class EpochAdvanceSimulationTest {

    private static final long SECONDS = Long.getLong("simulation.seconds", 0);
    private static final long SEED = Long.getLong("simulation.seed", 1);
    private static final int RUNS_OF_ONE_MIX = 20;
    private static final long SHORT_FORM = 3_000;
    private static final int MOST_MIXES = 1_000;
    private static final Faults FAULTS = new Faults(1, 2, 2, 3);

    /** The mixes in turn; a backfill is for a legacy store that leads and goes on doing so. */
    private record Mix(Side leader, Beside beside) {}

    private static final List<Mix> MIXES = List.of(
            new Mix(Side.LEGACY, Beside.NOBODY),
            new Mix(Side.TARGET, Beside.NOBODY),
            new Mix(Side.LEGACY, Beside.BACKFILL),
            new Mix(Side.LEGACY, Beside.COORDINATOR),
            new Mix(Side.TARGET, Beside.COORDINATOR));

    private static ExecutorService threads;

    @BeforeAll
    static void openThreads() {
        threads = Executors.newCachedThreadPool();
    }

    @AfterAll
    static void closeThreads() {
        threads.shutdown();
    }

    static List<EpochAdvanceBreaks.Injected> breaks() {
        return EpochAdvanceBreaks.all();
    }

    @Test
    void noRemovalOfTombstonesLosesAWriteOrBringsARecordBack() {
        long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
        long seed = SEED;
        long runs = 0;
        long steps = 0;
        while (SECONDS == 0 ? runs < SHORT_FORM : System.nanoTime() < end) {
            long number = seed / RUNS_OF_ONE_MIX;
            Mix mix = MIXES.get((int) (number % MIXES.size()));
            int keys = 1 + (int) (number / MIXES.size() % 2);
            RandomSearch.Totals totals = RandomSearch.search(
                    new EpochAdvanceScenario(threads, FAULTS, seed, keys, mix.leader(), mix.beside(), Break.NONE),
                    seed,
                    RUNS_OF_ONE_MIX);
            seed += RUNS_OF_ONE_MIX;
            runs += totals.runs();
            steps += totals.steps();
        }

        System.out.printf("simulate: epoch advance schedules=%d steps=%d%n", runs, steps);
        assertThat(runs).isPositive();
    }

    @ParameterizedTest
    @MethodSource("breaks")
    void aRemovalThatLeavesACareOutIsCaught(EpochAdvanceBreaks.Injected injected) {
        int mixes = 0;
        Optional<AssertionError> caught = Optional.empty();
        while (caught.isEmpty() && mixes < MOST_MIXES) {
            caught = search(++mixes, injected);
        }

        System.out.printf(
                "simulate: epoch advance break caught=%s after %d mixes: %s%n", caught.isPresent(), mixes, injected);
        assertThat(caught)
                .as("%s must be caught within %d mixes", injected, MOST_MIXES)
                .isPresent();
    }

    private static Optional<AssertionError> search(int mix, EpochAdvanceBreaks.Injected injected) {
        try {
            RandomSearch.Totals totals = RandomSearch.search(
                    new EpochAdvanceScenario(
                            threads, FAULTS, mix, 1, injected.leader(), injected.beside(), injected.broken()),
                    mix * 1000L,
                    RUNS_OF_ONE_MIX);
            assertThat(totals.runs()).isPositive();
            return Optional.empty();
        } catch (AssertionError e) {
            return Optional.of(e);
        }
    }
}
