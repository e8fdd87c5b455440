// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.simulator.Operation.Effect;
import org.stellaops.persistence.simulator.Operation.Kind;

class LinearizationTest {

    private static final RecordKey KEY = RecordKey.global("k");
    private static final int RANDOM_HISTORIES = 20_000;

    private static final List<Effect> UNCERTAIN = List.of(
            Effect.POSSIBLE,
            Effect.POSSIBLE,
            Effect.POSSIBLE,
            Effect.POSSIBLE,
            Effect.NONE,
            Effect.REFUSED,
            Effect.REFUSED,
            Effect.OVERTAKEN);

    private static final List<Kind> KINDS = List.of(Kind.values());

    private final History history = new History();

    @Test
    void whatWasAcknowledgedIsExplainedAndWhatIsGoneIsNot() {
        certain(Kind.PUT, "a");
        history.seenAtRest(KEY, Optional.of("a"));
        history.check();

        history.seenAtRest(KEY, Optional.empty());

        assertThatThrownBy(history::check)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("event 0 until 1: caller puts a")
                .hasMessageContaining("found nothing, effect CERTAIN  <-- unexplained");
    }

    @Test
    void aDeletedRecordThatIsBackIsNotExplained() {
        certain(Kind.PUT, "a");
        certain(Kind.DELETE, null);
        seen("a");

        assertThat(history.unexplained()).containsOnlyKeys(KEY);
    }

    @Test
    void aPossiblePutExplainsOneSightAndNotASecondAfterAnotherWrite() {
        possible(Kind.PUT, "a");
        certain(Kind.PUT, "b");
        seen("b");
        seen("a");
        history.check();

        certain(Kind.PUT, "c");
        seen("a");

        assertThat(history.unexplained()).isNotEmpty();
    }

    @Test
    void aPossibleDeleteExplainsOneAbsence() {
        certain(Kind.PUT, "a");
        possible(Kind.DELETE, null);
        history.seenAtRest(KEY, Optional.empty());
        history.check();

        certain(Kind.PUT, "b");
        history.seenAtRest(KEY, Optional.empty());

        assertThat(history.unexplained()).isNotEmpty();
    }

    @Test
    void aPutUnderAVersionNeedsTheValueThatWasRead() {
        certain(Kind.PUT, "a");
        history.end(history.beginIf("caller", KEY, "a", "b"), Effect.CERTAIN);
        seen("b");
        history.check();

        history.end(history.beginIf("caller", KEY, "a", "c"), Effect.CERTAIN);

        assertThat(history.unexplained()).isNotEmpty();
    }

    @Test
    void possibleEffectsExplainEachOther() {
        certain(Kind.PUT, "a");
        int unanswered = history.beginIf("caller", KEY, "x", "y");
        possible(Kind.DELETE, null);
        possible(Kind.PUT_IF_ABSENT, "x");
        seen("y");

        history.check();
        assertThat(unanswered).isPositive();
    }

    @Test
    void anUnseenPutDoesNotStandForOneThatIsSeenLater() {
        int unanswered = history.begin("caller", KEY, Kind.PUT_IF_ABSENT, Optional.of("never seen"));
        possible(Kind.PUT_IF_ABSENT, "seen");
        int change = history.beginLeaderChange();
        history.end(history.begin("caller", KEY, Kind.PUT_IF_ABSENT, Optional.of("late")), Effect.REFUSED);
        history.endEpoch(change);
        seen("seen");

        assertThat(history.operations().get(unanswered).effect()).isEqualTo(Effect.POSSIBLE);
        assertThat(history.unexplained()).isEmpty();
    }

    @Test
    void aDeleteThatFoundNothingIsASight() {
        certain(Kind.PUT, "a");
        history.end(history.begin("caller", KEY, Kind.DELETE, Optional.empty()), Effect.REFUSED);

        assertThat(history.unexplained()).isNotEmpty();
    }

    @Test
    void callsThatRunAtOnceMayComeInEitherOrder() {
        int first = history.begin("one", KEY, Kind.PUT, Optional.of("a"));
        int second = history.begin("two", KEY, Kind.PUT, Optional.of("b"));
        history.end(first, Effect.CERTAIN);
        history.end(second, Effect.CERTAIN);
        seen("a");

        history.check();
        seen("b");
        assertThat(history.unexplained()).isNotEmpty();
    }

    @Test
    @Timeout(20)
    void aLongHistoryWithManyPossibleEffectsIsQuick() {
        for (int i = 0; i < 10_000; i++) {
            if (i % 10 == 0) {
                possible(i % 20 == 0 ? Kind.DELETE : Kind.PUT, i % 20 == 0 ? null : "p" + i);
            }
            certain(Kind.PUT, "v" + i);
            seen("v" + i);
        }
        seen("p9990");
        assertThat(history.unexplained()).isEmpty();

        seen("v1");
        assertThat(history.unexplained()).isNotEmpty();
    }

    @Test
    @Timeout(20)
    void manyPossibleEffectsThatAreNeededAreQuick() {
        for (int i = 0; i < 300; i++) {
            possible(Kind.PUT, "p" + i);
            possible(Kind.DELETE, null);
        }
        for (int i = 0; i < 300; i++) {
            certain(Kind.DELETE, null);
        }
        history.check();
        // The first finds nothing there; each of the others needs a delete before it.
        for (int i = 0; i <= 300; i++) {
            certain(Kind.PUT_IF_ABSENT, "c" + i);
        }
        history.check();
        certain(Kind.PUT_IF_ABSENT, "one too many");

        assertThat(history.unexplained()).isNotEmpty();
    }

    /**
     * Every order is tried for small random histories, and the answer has to be the same: of what judges a whole history, and of what
     * judges it on the way.
     */
    @Test
    void bothJudgesAgreeWithTryingEveryOrder() {
        SplittableRandom random = new SplittableRandom(7);
        int explained = 0;
        int onTheWay = 0;
        for (int i = 0; i < RANDOM_HISTORIES; i++) {
            History history = randomHistory(random);
            List<Operation> calls = history.byKey().get(KEY);
            boolean exists = Linearization.exists(calls);

            assertThat(exists).as("%s", calls).isEqualTo(EveryOrder.explains(calls));
            if (calls.stream().allMatch(it -> it.expires() == Long.MAX_VALUE && it.effect() != Effect.OVERTAKEN)) {
                assertThat(explainedOnTheWay(history)).as("%s", calls).isEqualTo(exists);
                onTheWay++;
            }
            explained += exists ? 1 : 0;
        }
        assertThat(explained).isBetween(RANDOM_HISTORIES / 20, RANDOM_HISTORIES * 19 / 20);
        assertThat(onTheWay).isGreaterThan(RANDOM_HISTORIES / 10);
    }

    private static boolean explainedOnTheWay(History history) {
        try {
            Explained unused = Explained.before(history);
            return true;
        } catch (AssertionError e) {
            return false;
        }
    }

    private static History randomHistory(SplittableRandom random) {
        History history = new History();
        List<Integer> open = new ArrayList<>();
        int begun = 0;
        int change = -1;
        while (begun < 7 || !open.isEmpty()) {
            if (random.nextInt(12) == 0) {
                change = changed(history, change);
            } else if (begun < 7 && (open.isEmpty() || random.nextInt(3) > 0)) {
                open.add(begin(history, random, begun++));
            } else {
                end(history, random, open.remove(random.nextInt(open.size())));
            }
        }
        return history;
    }

    /** Begins a change of leader, or ends what has begun. Finds are not widened here: the judges see the calls as they are. */
    private static int changed(History history, int change) {
        if (change < 0) {
            return history.beginLeaderChange();
        }
        history.endEpoch(change);
        return -1;
    }

    private static int begin(History history, SplittableRandom random, int number) {
        Kind kind = KINDS.get(random.nextInt(KINDS.size()));
        String value = "v" + random.nextInt(Math.max(1, number));
        return switch (kind) {
            case PUT_IF_VALUE -> history.beginIf("caller", KEY, value, "v" + number);
            case DELETE -> history.begin("caller", KEY, kind, Optional.empty());
            case FIND ->
                history.begin("caller", KEY, kind, random.nextInt(3) == 0 ? Optional.empty() : Optional.of(value));
            default -> history.begin("caller", KEY, kind, Optional.of(random.nextInt(4) == 0 ? value : "v" + number));
        };
    }

    private static void end(History history, SplittableRandom random, int call) {
        Operation it = history.byKey().get(KEY).get(call);
        boolean certain = it.kind() == Kind.FIND || random.nextInt(2) == 0;
        history.end(call, certain ? Effect.CERTAIN : UNCERTAIN.get(random.nextInt(UNCERTAIN.size())));
    }

    private void certain(Kind kind, String value) {
        history.end(history.begin("caller", KEY, kind, Optional.ofNullable(value)), Effect.CERTAIN);
    }

    private void possible(Kind kind, String value) {
        history.end(history.begin("caller", KEY, kind, Optional.ofNullable(value)), Effect.POSSIBLE);
    }

    private void seen(String value) {
        history.seenAtRest(KEY, Optional.of(value));
    }
}
