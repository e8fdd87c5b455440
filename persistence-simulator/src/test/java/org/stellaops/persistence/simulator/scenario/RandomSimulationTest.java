// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.simulator.Faults;
import org.stellaops.persistence.simulator.RandomSearch;
import org.stellaops.persistence.simulator.Scenario;

/**
 * Random interleavings with faults and changes of leader. The short form makes the same schedules every time; with {@code
 * simulation.seconds} each goes on for so long, from the seed that {@code simulation.seed} says.
 */
class RandomSimulationTest {

    private static final long SECONDS = Long.getLong("simulation.seconds", 0);
    private static final long SEED = Long.getLong("simulation.seed", 1);
    private static final int RUNS_OF_ONE_MIX = 20;
    private static final long SHORT_FORM = 1_000;

    private static ExecutorService threads;

    @BeforeAll
    static void openThreads() {
        threads = Executors.newCachedThreadPool();
    }

    @AfterAll
    static void closeThreads() {
        threads.shutdown();
    }

    private static RandomScenario scenario(long seed) {
        Side first = seed / RUNS_OF_ONE_MIX % 2 == 0 ? Side.LEGACY : Side.TARGET;
        int keys = 1 + (int) (seed / RUNS_OF_ONE_MIX % 3);
        return new RandomScenario(threads, new Faults(2, 3, 3, 2, 2), seed, keys, first, Break.NONE);
    }

    private static RandomCohortsScenario cohorts(long seed) {
        int mix = (int) (seed / RUNS_OF_ONE_MIX % 4);
        return new RandomCohortsScenario(
                threads,
                new Faults(2, 3, 3, 2, 2),
                seed,
                mix % 2 == 0 ? Side.LEGACY : Side.TARGET,
                mix / 2 == 0 ? Side.LEGACY : Side.TARGET,
                Break.NONE);
    }

    @Test
    void noRandomScheduleLosesAWriteOrLeavesTheStoresDifferent() {
        search("random schedules", SHORT_FORM, RandomSimulationTest::scenario);
    }

    @Test
    void norDoesOneOfTwoCohortsThatShareTheirStores() {
        search("random cohorts, schedules", SHORT_FORM / 10, RandomSimulationTest::cohorts);
    }

    private static void search(String what, long shortForm, LongFunction<Scenario> scenarios) {
        long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
        long seed = SEED;
        long runs = 0;
        long steps = 0;
        long crashes = 0;
        while (SECONDS == 0 ? runs < shortForm : System.nanoTime() < end) {
            RandomSearch.Totals totals = RandomSearch.search(scenarios.apply(seed), seed, RUNS_OF_ONE_MIX);
            seed += RUNS_OF_ONE_MIX;
            runs += totals.runs();
            steps += totals.steps();
            crashes += totals.crashes();
        }

        System.out.printf("simulate: %s=%d steps=%d crashes=%d%n", what, runs, steps, crashes);
        assertThat(runs).isPositive();
        assertThat(crashes).isPositive();
    }
}
