package org.stellaops.persistence.dualwrite.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.testkit.sim.Faults;
import org.stellaops.persistence.testkit.sim.RandomSearch;

/** The check of the check: each deliberate break of the protocol must be caught by the random simulation. */
class ProtocolBreaksTest {

    private static final int MOST_MIXES = 400;
    private static final int RUNS_OF_ONE_MIX = 20;

    private static ExecutorService threads;

    @BeforeAll
    static void openThreads() {
        threads = Executors.newCachedThreadPool();
    }

    @AfterAll
    static void closeThreads() {
        threads.shutdown();
    }

    static List<Break> breaks() {
        return ProtocolBreaks.all();
    }

    @ParameterizedTest
    @MethodSource("breaks")
    void aBreakIsCaught(Break broken) {
        int mixes = 0;
        Optional<AssertionError> caught = Optional.empty();
        while (caught.isEmpty() && mixes < MOST_MIXES) {
            caught = search(++mixes, broken);
        }

        System.out.printf("simulate: break caught=%s after %d mixes: %s%n", caught.isPresent(), mixes, broken);
        assertThat(caught)
                .as("%s must be caught within %d mixes", broken, MOST_MIXES)
                .isPresent();
    }

    @Test
    void theUnbrokenProtocolIsNotAccused() {
        for (int mix = 1; mix <= 20; mix++) {
            assertThat(search(mix, Break.NONE)).isEmpty();
        }
    }

    static Optional<AssertionError> search(int mix, Break broken) {
        try {
            RandomSearch.Totals first = RandomSearch.search(onOneKey(mix, broken), mix * 1000L, RUNS_OF_ONE_MIX);
            RandomSearch.Totals second = RandomSearch.search(
                    new RandomScenario(
                            threads,
                            new Faults(1, 2, 2, 2),
                            mix,
                            1 + mix % 2,
                            mix % 3 == 0 ? Side.TARGET : Side.LEGACY,
                            broken),
                    mix * 1000L,
                    RUNS_OF_ONE_MIX);
            assertThat(first.runs()).isEqualTo(second.runs());
            return Optional.empty();
        } catch (AssertionError e) {
            return Optional.of(e);
        }
    }

    /** Three callers and two reconcilers on one key while the legacy store leads: where the intents are. */
    private static LegacyLeadsScenario onOneKey(int mix, Break broken) {
        Random random = new Random(mix);
        List<Consumer<Callers>> callers = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            StringBuilder letters = new StringBuilder();
            for (int j = 0; j < 2; j++) {
                letters.append("pdid".charAt(random.nextInt(4)));
            }
            callers.add(ExhaustiveSimulationTest.work("c" + i, letters.toString()));
        }
        String start = random.nextBoolean() ? "absent" : "settled";
        return new LegacyLeadsScenario(
                threads,
                new Faults(1, 0, 1, 2),
                3,
                2,
                module -> ExhaustiveSimulationTest.begin(module, start),
                callers,
                broken);
    }
}
