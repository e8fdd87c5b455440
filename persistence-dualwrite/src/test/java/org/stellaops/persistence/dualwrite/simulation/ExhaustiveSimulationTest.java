package org.stellaops.persistence.dualwrite.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.spi.Versions;
import org.stellaops.persistence.testkit.sim.Exploration;
import org.stellaops.persistence.testkit.sim.Faults;

/**
 * Every interleaving, to its end, of two callers with two writes each and a reconciler on one key, with one crash anywhere.
 * The property {@code simulation.runs} bounds the number of replays for each mix; 0 means until nothing is left.
 */
class ExhaustiveSimulationTest {

    private static final long RUNS = Long.getLong("simulation.runs", 800);
    private static final RecordKey KEY = LegacyLeadsScenario.KEY;

    private static ExecutorService threads;

    @BeforeAll
    static void openThreads() {
        threads = Executors.newCachedThreadPool();
    }

    @AfterAll
    static void closeThreads() {
        threads.shutdown();
    }

    static Consumer<Callers> work(String name, String letters) {
        return callers -> {
            for (int i = 0; i < letters.length(); i++) {
                String value = name + (i + 1);
                switch (letters.charAt(i)) {
                    case 'p' -> callers.put(KEY, value);
                    case 'i' -> callers.putIfAbsent(KEY, value);
                    default -> callers.delete(KEY);
                }
            }
        };
    }

    static Stream<Arguments> mixes() {
        List<String> works = List.of("pp", "pd", "dp", "ip", "id", "dd");
        List<Arguments> mixes = new ArrayList<>();
        for (String first : works) {
            for (String second : works) {
                if (first.compareTo(second) <= 0) {
                    for (String start : List.of("absent", "settled", "unstamped")) {
                        mixes.add(Arguments.of(start, first, second));
                    }
                }
            }
        }
        return mixes.stream();
    }

    @ParameterizedTest(name = "{0}: {1} beside {2}")
    @MethodSource("mixes")
    void noInterleavingLosesAWriteOrLeavesTheStoresDifferent(String start, String first, String second) {
        Exploration.Totals totals = Exploration.explore(
                new LegacyLeadsScenario(
                        threads,
                        new Faults(1, 0, 0, 0),
                        3,
                        1,
                        module -> begin(module, start),
                        List.of(work("a", first), work("b", second)),
                        Break.NONE),
                RUNS == 0 ? Long.MAX_VALUE : RUNS);

        System.out.printf("simulate: %s %s|%s|reconciler %s%n", start, first, second, totals);
        assertThat(totals.states()).isGreaterThan(50);
    }

    static void begin(SimulatedModule module, String start) {
        if (start.equals("settled")) {
            module.putSettled(KEY, "first", Versions.mint(1), "first");
        } else if (start.equals("unstamped")) {
            module.putUnstamped(KEY, "first");
        }
    }
}
