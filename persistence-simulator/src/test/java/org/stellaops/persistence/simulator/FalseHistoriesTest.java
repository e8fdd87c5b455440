// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.simulator.Operation.Effect;
import org.stellaops.persistence.simulator.Operation.Kind;

/**
 * The check of the checker: made-up histories that a store which keeps its promises cannot give, each of another kind, and beside
 * each one that differs in as little as makes it true. The first must be found, the second must not.
 */
class FalseHistoriesTest {

    private static final RecordKey KEY = RecordKey.global("k");
    private static final int MANY = 1_000;

    /**
     * A kind of false history.
     *
     * @param name what is false
     * @param told the false history
     * @param almost a true one that is almost the same
     */
    record False(String name, Consumer<Teller> told, Consumer<Teller> almost) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<False> histories() {
        List<False> all = new ArrayList<>();
        writes(all);
        unknowns(all);
        refusals(all);
        revisions(all);
        leaders(all);
        return all;
    }

    private static void writes(List<False> all) {
        all.add(new False(
                "an acknowledged put is gone",
                it -> it.put("a").absent(),
                it -> it.put("a").found("a")));
        all.add(new False(
                "an overwritten value is back",
                it -> it.put("a").put("b").found("a"),
                it -> it.put("a").put("b").found("b")));
        all.add(new False(
                "a deleted record is back",
                it -> it.put("a").delete().found("a"),
                it -> it.put("a").delete().absent()));
        all.add(new False(
                "a value that nobody wrote is there",
                it -> it.put("a").found("b"),
                it -> it.put("a").found("a")));
        all.add(new False(
                "two finds, one after another, see two writes in the wrong order",
                it -> {
                    int slow = it.begin(Kind.PUT, "a");
                    it.put("b").found("a").found("b").end(slow, Effect.CERTAIN);
                },
                it -> {
                    int slow = it.begin(Kind.PUT, "a");
                    it.put("b").found("b").found("a").end(slow, Effect.CERTAIN);
                }));
        all.add(new False(
                "a put that was refused took effect",
                it -> it.put("a").told(Kind.PUT_IF_ABSENT, "b", Effect.REFUSED).found("b"),
                it -> it.put("a").told(Kind.PUT_IF_ABSENT, "b", Effect.REFUSED).found("a")));
        all.add(new False(
                "a write that was not applied, for want of a leader, took effect",
                it -> {
                    it.change();
                    it.put("a").told(Kind.PUT, "b", Effect.OUT_OF_DATE).atRest("b");
                },
                it -> {
                    it.change();
                    it.put("a").told(Kind.PUT, "b", Effect.OUT_OF_DATE).atRest("a");
                }));
        all.add(new False(
                "one of two deletes of one record too many is acknowledged",
                it -> it.put("a").delete().delete(),
                it -> it.put("a").delete().put("b").delete()));
        all.add(new False(
                "two creators of one record are acknowledged",
                it -> it.told(Kind.PUT_IF_ABSENT, "a", Effect.CERTAIN).told(Kind.PUT_IF_ABSENT, "b", Effect.CERTAIN),
                it -> it.told(Kind.PUT_IF_ABSENT, "a", Effect.CERTAIN).told(Kind.PUT_IF_ABSENT, "b", Effect.REFUSED)));
    }

    private static void unknowns(List<False> all) {
        all.add(new False(
                "an acknowledged record is gone behind an old unknown delete, among many good puts",
                it -> goodPuts(it.told(Kind.DELETE, null, Effect.POSSIBLE), it.epoch())
                        .absent(),
                it -> goodPuts(it.told(Kind.DELETE, null, Effect.POSSIBLE), () -> {})
                        .absent()));
        all.add(new False(
                "an old unknown value returns in a later epoch",
                it -> {
                    Runnable epoch = it.told(Kind.PUT, "a", Effect.POSSIBLE).epoch();
                    it.put("b");
                    epoch.run();
                    it.put("c").atRest("a");
                },
                it -> {
                    it.told(Kind.PUT, "a", Effect.POSSIBLE).epoch().run();
                    it.atRest("a");
                }));
        all.add(new False(
                "an unknown put takes effect twice",
                it -> it.told(Kind.PUT, "a", Effect.POSSIBLE)
                        .put("b")
                        .found("a")
                        .put("c")
                        .found("a"),
                it -> it.told(Kind.PUT, "a", Effect.POSSIBLE)
                        .put("b")
                        .found("a")
                        .put("c")
                        .found("c")));
        all.add(new False(
                "an unknown delete takes two records",
                it -> it.put("a")
                        .told(Kind.DELETE, null, Effect.POSSIBLE)
                        .absent()
                        .put("b")
                        .absent(),
                it -> it.put("a")
                        .told(Kind.DELETE, null, Effect.POSSIBLE)
                        .found("a")
                        .absent()));
        all.add(new False(
                "an unknown put takes effect before it was asked for",
                it -> it.put("a").found("b").told(Kind.PUT, "b", Effect.POSSIBLE),
                it -> it.put("a").told(Kind.PUT, "b", Effect.POSSIBLE).found("b")));
        all.add(new False(
                "an unknown creation takes effect over a record",
                it -> it.put("a")
                        .told(Kind.PUT_IF_ABSENT, "b", Effect.POSSIBLE)
                        .found("a")
                        .found("b"),
                it -> it.told(Kind.PUT_IF_ABSENT, "b", Effect.POSSIBLE).absent().found("b")));
        all.add(new False(
                "an expired effect explains an order that its expiry rules out",
                it -> {
                    it.put("a").told(Kind.DELETE, null, Effect.POSSIBLE).epoch().run();
                    it.atRest("a").atRest(null);
                },
                it -> {
                    it.put("a").told(Kind.DELETE, null, Effect.POSSIBLE).epoch().run();
                    it.atRest(null).atRest(null);
                }));
    }

    private static void refusals(List<False> all) {
        all.add(new False(
                "many false conflicts on an absent key",
                it -> it.times(500, i -> it.told(Kind.PUT_IF_ABSENT, "v" + i, Effect.REFUSED)),
                it -> it.put("a").times(500, i -> it.told(Kind.PUT_IF_ABSENT, "v" + i, Effect.REFUSED))));
        all.add(new False(
                "one false conflict of a creation, where the record is gone",
                it -> it.put("a").delete().told(Kind.PUT_IF_ABSENT, "b", Effect.REFUSED),
                it -> it.put("a").told(Kind.PUT_IF_ABSENT, "b", Effect.REFUSED).delete()));
        all.add(new False(
                "an update is refused where a record is",
                it -> it.put("a").told(Kind.PUT_IF_PRESENT, "b", Effect.REFUSED),
                it -> it.told(Kind.PUT_IF_PRESENT, "b", Effect.REFUSED).put("a")));
        all.add(new False(
                "a delete finds nothing where a record is",
                it -> it.put("a").told(Kind.DELETE, null, Effect.REFUSED),
                it -> it.told(Kind.DELETE, null, Effect.REFUSED).put("a")));
        all.add(new False(
                "a delete takes effect after it was told that it did not",
                it -> {
                    int slow = it.put("a").begin(Kind.DELETE, null);
                    it.end(slow, Effect.REFUSED).absent();
                },
                it -> {
                    int slow = it.put("a").begin(Kind.DELETE, null);
                    it.delete().end(slow, Effect.REFUSED).absent();
                }));
        all.add(new False(
                "a put without a precondition is refused",
                it -> it.put("a").told(Kind.PUT, "b", Effect.REFUSED),
                it -> it.put("a").told(Kind.PUT, "b", Effect.OVERTAKEN)));
        all.add(new False(
                "others were faster, where nobody was", it -> it.told(Kind.PUT, "a", Effect.OVERTAKEN), it -> {
                    int slow = it.begin(Kind.PUT, "a");
                    it.put("b").end(slow, Effect.OVERTAKEN);
                }));
        all.add(new False(
                "a refusal is explained by a write that began after it",
                it -> {
                    it.told(Kind.PUT_IF_ABSENT, "a", Effect.REFUSED).put("b");
                },
                it -> {
                    int slow = it.begin(Kind.PUT_IF_ABSENT, "a");
                    it.put("b").end(slow, Effect.REFUSED);
                }));
    }

    private static void revisions(List<False> all) {
        all.add(new False(
                "a conditional write replaces another write than was told",
                it -> it.put("a").delete().put("b").onRevisionOf("a", "c", Effect.CERTAIN),
                it -> it.put("a")
                        .onRevisionOf("a", "c", Effect.CERTAIN)
                        .delete()
                        .put("b")));
        all.add(new False(
                "a conditional write is refused over what was told",
                it -> it.put("a").onRevisionOf("a", "b", Effect.REFUSED),
                it -> it.put("a").put("b").onRevisionOf("a", "c", Effect.REFUSED)));
        all.add(new False(
                "two conditional writes on one revision are acknowledged",
                it -> it.put("a").onRevisionOf("a", "b", Effect.CERTAIN).onRevisionOf("a", "c", Effect.CERTAIN),
                it -> it.put("a").onRevisionOf("a", "b", Effect.CERTAIN).onRevisionOf("b", "c", Effect.CERTAIN)));
    }

    private static void leaders(List<False> all) {
        all.add(new False(
                "out of date, where the lead never moved",
                it -> it.put("a").told(Kind.PUT, "b", Effect.OUT_OF_DATE),
                it -> {
                    it.put("a").change();
                    it.told(Kind.PUT, "b", Effect.OUT_OF_DATE);
                }));
        all.add(new False(
                "out of date, after everybody had followed",
                it -> {
                    int change = it.put("a").change();
                    it.settle(change).told(Kind.PUT, "b", Effect.OUT_OF_DATE);
                },
                it -> {
                    int change = it.put("a").change();
                    it.told(Kind.PUT, "b", Effect.OUT_OF_DATE).settle(change);
                }));
        all.add(new False(
                "a find while the lead moves sees what was overwritten before it began to move",
                it -> {
                    it.put("a").put("b").change();
                    it.put("c").found("a");
                },
                it -> {
                    it.put("a").put("b").change();
                    it.put("c").found("b");
                }));
        all.add(new False(
                "a find while the lead moves sees what nobody wrote",
                it -> {
                    it.put("a").change();
                    it.found("x");
                },
                it -> {
                    it.change();
                    it.put("a").absent();
                }));
        all.add(new False(
                "a find is stale after everybody had followed",
                it -> {
                    int change = it.put("a").change();
                    it.put("b").settle(change).found("a");
                },
                it -> {
                    int change = it.put("a").change();
                    it.put("b").found("a").settle(change);
                }));
        all.add(new False(
                "what is there at rest is stale",
                it -> {
                    it.put("a").change();
                    it.put("b").atRest("a");
                },
                it -> {
                    it.put("a").change();
                    it.put("b").atRest("b");
                }));
    }

    private static Teller goodPuts(Teller teller, Runnable halfway) {
        teller.times(MANY, i -> teller.put("v" + i).found("v" + i));
        halfway.run();
        return teller.times(MANY, i -> teller.put("w" + i).found("w" + i));
    }

    @ParameterizedTest
    @MethodSource("histories")
    @Timeout(120)
    void aFalseHistoryIsFoundAndATrueOneIsNot(False kind) {
        Teller falsely = new Teller();
        kind.told().accept(falsely);
        Teller truly = new Teller();
        kind.almost().accept(truly);

        boolean found = !falsely.history.unexplained().isEmpty();
        System.out.printf("checker: found=%s: %s%n", found, kind);
        assertThat(found).as("%s must be found", kind).isTrue();
        assertThat(truly.history.unexplained()).as("almost: %s", kind).isEmpty();
    }

    /** Makes a history up, one call after another unless a call is begun and ended apart. */
    private static final class Teller {

        private final History history = new History();

        @CanIgnoreReturnValue
        Teller put(String value) {
            return told(Kind.PUT, value, Effect.CERTAIN);
        }

        @CanIgnoreReturnValue
        Teller delete() {
            return told(Kind.DELETE, null, Effect.CERTAIN);
        }

        @CanIgnoreReturnValue
        Teller found(String value) {
            return told(Kind.FIND, value, Effect.CERTAIN);
        }

        @CanIgnoreReturnValue
        Teller absent() {
            return told(Kind.FIND, null, Effect.CERTAIN);
        }

        @CanIgnoreReturnValue
        Teller told(Kind kind, String value, Effect effect) {
            return end(begin(kind, value), effect);
        }

        @CanIgnoreReturnValue
        Teller onRevisionOf(String expected, String value, Effect effect) {
            return end(history.beginIf("caller", KEY, expected, value), effect);
        }

        int begin(Kind kind, String value) {
            return history.begin("caller", KEY, kind, Optional.ofNullable(value));
        }

        @CanIgnoreReturnValue
        Teller end(int call, Effect effect) {
            history.end(call, effect);
            return this;
        }

        @CanIgnoreReturnValue
        Teller atRest(String value) {
            history.seenAtRest(KEY, Optional.ofNullable(value));
            return this;
        }

        @CanIgnoreReturnValue
        int change() {
            return history.beginLeaderChange();
        }

        @CanIgnoreReturnValue
        Teller settle(int change) {
            history.settle(change);
            return this;
        }

        /** The lead begins to move now, and has moved when this is run. */
        @CanIgnoreReturnValue
        Runnable epoch() {
            int change = change();
            return () -> {
                history.endEpoch(change);
                history.settle(change);
            };
        }

        @CanIgnoreReturnValue
        Teller times(int times, Consumer<Integer> each) {
            for (int i = 0; i < times; i++) {
                each.accept(i);
            }
            return this;
        }
    }
}
