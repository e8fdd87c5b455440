// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.RecordKey;

/** Two actors on one number: everything about it can be counted by hand. */
class ExplorationTest {

    private static final RecordKey KEY = RecordKey.global("number");

    /** Actors that each add one, by whatever steps. */
    private static final class Counter implements Model {

        private final BiConsumer<Counter, String> adds;
        private int number;
        private boolean reported;
        private History history = new History();
        private Run run;

        Counter(BiConsumer<Counter, String> adds) {
            this.adds = adds;
        }

        Counter reported() {
            reported = true;
            return this;
        }

        int step(String call, boolean writes, Supplier<Integer> effect) {
            return run.steps().run("number", call, writes, effect);
        }

        @Override
        public Map<String, ModelStore> parts() {
            return Map.of("number", new ModelStore(this::keep, () -> String.valueOf(number)));
        }

        private Runnable keep() {
            int kept = number;
            return () -> number = kept;
        }

        @Override
        public List<Body> actors() {
            return List.of(
                    new Body("first", "first", () -> adds.accept(this, "first")),
                    new Body("second", "second", () -> adds.accept(this, "second")));
        }

        @Override
        public void begin(Run next) {
            run = next;
            history = new History();
        }

        @Override
        public History history() {
            return history;
        }

        @Override
        public History before() {
            return new History();
        }

        @Override
        public void checkState() {
            if (number > 2) {
                throw new AssertionError("more than two");
            }
        }

        @Override
        public Map<RecordKey, Optional<String>> comeToRest() {
            // Where no caller has a history, nothing can be held against it.
            return reported ? Map.of(KEY, Optional.of(String.valueOf(number))) : Map.of();
        }
    }

    private static void readThenWrite(Counter counter, String actor) {
        int read = counter.step("read", false, () -> counter.number);
        int ignored = counter.step("write " + (read + 1), true, () -> counter.number = read + 1);
    }

    /** A put of what must be there in the end, so that the check at rest knows. */
    private static void readThenWriteTwo(Counter counter, String actor) {
        int call = counter.history.begin(actor, KEY, Operation.Kind.PUT, Optional.of("2"));
        readThenWrite(counter, actor);
        counter.history.end(call, Operation.Effect.CERTAIN);
    }

    @Test
    void countsEveryOrderOfTwoActorsWithTwoSteps() {
        Exploration.Totals totals =
                Exploration.explore(new Counter((counter, actor) -> twoReads(counter)), Faults.NONE, 1_000);

        assertThat(totals).isEqualTo(new Exploration.Totals(6, 9, 0, 12, true));
    }

    private static void twoReads(Counter counter) {
        int first = counter.step("read", false, () -> 0);
        int second = counter.step("read again", false, () -> first);
        assertThat(second).isZero();
    }

    @Test
    void findsTheLostUpdateAndReportsAShortestWayToIt() {
        assertThatThrownBy(() -> Exploration.explore(
                        new Counter(ExplorationTest::readThenWriteTwo).reported(), Faults.NONE, 1_000))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("at rest number is Optional[1]")
                .hasMessageContaining("only be one of [Optional[2]]")
                .hasMessageMatching("(?s).* 1 .*read.* 2 .*read.* 3 .*write 1.* 4 .*write 1.*")
                .hasMessageNotContaining("     5   ");
    }

    @Test
    void killsAProcessAfterEachWriteAndBeforeTheFirstStep() {
        Exploration.Totals totals = Exploration.explore(
                new Counter((counter, actor) -> {
                    int ignored = counter.step("add", true, () -> ++counter.number);
                }),
                new Faults(1, 0, 0, 0),
                1_000);

        // Nobody dies: 2 orders. One dies before or after its step, while the other is at its beginning or at its end.
        assertThat(totals.schedules()).isEqualTo(2 + 2 * 2 * 2);
        assertThat(totals.exhausted()).isTrue();
    }

    @Test
    void aStatementThatComesLateOrTwiceIsSeen() {
        BiConsumer<Counter, String> add = (counter, actor) -> {
            int ignored = counter.step("apply", true, () -> ++counter.number);
        };

        assertThatThrownBy(() -> Exploration.explore(new Counter(add), new Faults(0, 0, 0, 0, 1), 1_000))
                .hasMessageContaining("more than two")
                .hasMessageContaining("DUPLICATED");
    }

    @Test
    void anActorThatGoesRoundForEverIsFound() {
        BiConsumer<Counter, String> endless = (counter, actor) -> {
            while (counter.step("look", false, () -> counter.number) == 0) {
                Thread.onSpinWait();
            }
        };

        assertThatThrownBy(() -> Exploration.explore(new Counter(endless), Faults.NONE, 100_000))
                .hasMessageContaining("does not end within");
    }

    @Test
    void aLimitIsSaid() {
        assertThat(Exploration.explore(new Counter(ExplorationTest::readThenWrite), Faults.NONE, 3)
                        .exhausted())
                .isFalse();
    }

    @Test
    void whatAnActorThrowsIsAFailure() {
        BiConsumer<Counter, String> broken = (counter, actor) -> {
            throw new IllegalStateException("of " + actor);
        };

        assertThatThrownBy(() -> Exploration.explore(new Counter(broken), Faults.NONE, 10))
                .hasMessageContaining("of first");
    }
}
