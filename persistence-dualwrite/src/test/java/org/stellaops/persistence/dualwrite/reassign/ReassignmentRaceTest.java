// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.reassign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.CohortAssignment;
import org.stellaops.persistence.cutover.Handover;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.reassign.ReassignmentStep.Kind;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.Generation;

/** What other processes do between any two steps of a reassignment. No tenant ever has two cohorts, and in the end each has one. */
class ReassignmentRaceTest {

    private static final CohortAssignment FIRST = DividedModule.FIRST;
    private static final CohortAssignment WANTED = DividedModule.assignment(Set.of("globex"), Set.of("initech"));
    private static final CohortAssignment OTHER =
            DividedModule.assignment(Set.of("acme", "globex"), Set.of("umbrella"));
    private static final Set<Kind> STEPS = EnumSet.complementOf(EnumSet.of(Kind.UNDONE));

    private final DividedModule module = new DividedModule();

    /** What another process does, all at once. */
    private enum Meanwhile {
        UNDOES(it -> {
            Optional<Reassignment.Undone> unused =
                    it.reassignment().undo("grace", "race", step -> it.assertNoTenantHasTwoCohorts());
        }),
        GOES_ON(it -> {
            ReassignmentReport unused =
                    it.reassignment().carryOut(WANTED, "grace", "race", step -> it.assertNoTenantHasTwoCohorts());
        }),
        WANTS_ANOTHER(it -> {
            ReassignmentReport unused =
                    it.reassignment().carryOut(OTHER, "grace", "race", step -> it.assertNoTenantHasTwoCohorts());
        }),
        BEGINS_ANOTHER_AND_DIES(it -> assertThatExceptionOfType(DeathException.class)
                .isThrownBy(() -> it.reassignment().carryOut(OTHER, "grace", "race", diesAt(Kind.LET_GO)))),
        ADVANCES_THE_RECEIVER(it -> it.replace(
                "rest", it.record("rest").at(Phase.STEADY, it.record("rest").epoch() + 1))),
        MOVES_THE_RECEIVER_FORTH_AND_BACK(it -> it.replace(
                "rest", it.record("rest").at(Phase.STEADY, it.record("rest").epoch() + 4)));

        private final Consumer<DividedModule> action;

        Meanwhile(Consumer<DividedModule> action) {
            this.action = action;
        }
    }

    private static final class DeathException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static Consumer<ReassignmentStep> diesAt(Kind last) {
        return step -> {
            if (step.kind() == last) {
                throw new DeathException();
            }
        };
    }

    static Stream<Arguments> raceAtEachStep() {
        return STEPS.stream().flatMap(step -> Arrays.stream(Meanwhile.values()).map(it -> Arguments.of(step, it)));
    }

    @ParameterizedTest
    @MethodSource("raceAtEachStep")
    void whateverOthersDoMeanwhileEachTenantHasAtMostOneCohortAndInTheEndOne(Kind at, Meanwhile meanwhile) {
        AtomicBoolean done = new AtomicBoolean();
        boolean begins = meanwhile == Meanwhile.BEGINS_ANOTHER_AND_DIES && at != Kind.STORED;
        Consumer<ReassignmentStep> watch = step -> {
            module.assertNoTenantHasTwoCohorts();
            if (step.kind() == at && !begins && done.compareAndSet(false, true)) {
                meanwhile.action.accept(module);
                module.assertNoTenantHasTwoCohorts();
            }
        };

        ReassignmentReport report = module.reassignment().carryOut(WANTED, "ada", "race", watch);

        module.assertNoTenantHasTwoCohorts();
        if (report.isDone()) {
            module.assertIs(WANTED);
        }
        if (meanwhile == Meanwhile.BEGINS_ANOTHER_AND_DIES && at == Kind.STORED) {
            assertThat(report.isDone())
                    .as("of two that begin at once one at most is made")
                    .isFalse();
            // What was begun towards another assignment comes first.
            assertThat(module.reassignment()
                            .carryOut(OTHER, "ada", "race", watch)
                            .objections())
                    .isEmpty();
            module.assertIs(OTHER);
        }
        // A report of a refusal says that the command is to be given again: as often as others interfere.
        ReassignmentReport again = module.reassignment().carryOut(WANTED, "ada", "race", watch);
        assertThat(again.objections()).isEmpty();
        module.assertIs(WANTED);
    }

    @ParameterizedTest
    @EnumSource(names = {"STORED", "LET_GO", "FENCED", "TAKEN", "KNOWN_TO_ALL", "ENDED"})
    void whoDiesAtAnyStepLeavesWhatAnotherProcessFinishesOrUndoes(Kind last) {
        for (boolean undoes : new boolean[] {false, true}) {
            DividedModule left = new DividedModule();
            assertThatExceptionOfType(DeathException.class)
                    .isThrownBy(() -> left.reassignment().carryOut(WANTED, "ada", "race", diesAt(last)));
            left.assertNoTenantHasTwoCohorts();

            if (undoes) {
                boolean taken = last.compareTo(Kind.TAKEN) >= 0;
                Optional<Reassignment.Undone> undone = left.reassignment().undo("ada", "race", step -> {});
                assertThat(undone.map(Reassignment.Undone::undone).orElse(last == Kind.STORED))
                        .isEqualTo(!taken);
                if (last != Kind.STORED) {
                    left.assertIs(taken ? WANTED : FIRST);
                }
            } else {
                assertThat(left.reassignment()
                                .carryOut(WANTED, "ada", "race", step -> {})
                                .made())
                        .hasSize(last == Kind.ENDED ? 0 : 1);
                left.assertIs(WANTED);
            }
        }
    }

    /** A process found the receiver as it should be, and sleeps; another one undoes; the first one wakes. */
    @Test
    void afterAnUndoTheReceiverCannotTakeAnyMore() {
        assertThatExceptionOfType(DeathException.class)
                .isThrownBy(() -> module.reassignment().carryOut(WANTED, "ada", "race", diesAt(Kind.LET_GO)));
        ControlRecord judged = module.record("rest");

        assertThat(module.reassignment().undo("ada", "race", step -> {}))
                .hasValueSatisfying(it -> assertThat(it.undone()).isTrue());

        ControlRecord taken = judged.at(Phase.STEADY, judged.epoch() + 2).in(Generation.of(1));
        assertThat(module.legacyOf("rest").control().compareAndSet(judged, taken))
                .isFalse();
        module.assertIs(FIRST);
        ReassignmentReport again = module.reassignment().carryOut(WANTED, "ada", "race", step -> {});
        assertThat(again.generation()).as("no number names two assignments").isEqualTo(2);
        module.assertIs(WANTED);
    }

    @Test
    void theEpochsRiseByTwoAndTheFenceOfTheGiverIsRaised() {
        long giver = module.record("pilot").epoch();
        long receiver = module.record("rest").epoch();
        long other = module.record("tenth").epoch();

        assertThat(module.reassignment()
                        .carryOut(WANTED, "ada", "race", step -> {})
                        .made())
                .containsExactly(new Handover("pilot", "rest"));

        assertThat(module.record("pilot").epoch()).isEqualTo(giver + 2);
        assertThat(module.record("rest").epoch()).isEqualTo(receiver + 2);
        assertThat(module.record("tenth").epoch()).isEqualTo(other);
        assertThat(module.legacyOf("pilot").control().fenceEpoch()).isEqualTo(giver + 2);
        assertThat(module.targetOf("pilot").control().read().is(Phase.AWAY, giver + 2))
                .isTrue();
        assertThat(module.targetOf("rest").control().read().is(Phase.AWAY, receiver + 2))
                .isTrue();
    }

    @Test
    void aStoreThatDoesNotAnswerIsAFailureAndTheNextCommandGoesOn() {
        Fault silent = new Fault(Fault.Kind.UNAVAILABLE, "silent");
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> module.reassignment().carryOut(WANTED, "ada", "race", step -> {
                    if (step.kind() == Kind.LET_GO) {
                        module.legacyOf("rest").fail(Optional.of(silent));
                    }
                }));
        module.legacyOf("rest").fail(Optional.empty());
        assertThat(module.cohortsOf("acme")).isEmpty();

        assertThat(module.reassignment()
                        .carryOut(WANTED, "ada", "race", step -> {})
                        .isDone())
                .isTrue();

        module.assertIs(WANTED);
    }

    @Test
    void whatCannotBeHandedOverIsSaidAndNothingIsChanged() {
        ControlRecord rest = module.record("rest");
        module.replace("rest", rest.at(Phase.MOVING, rest.epoch()));
        assertThat(module.reassignment().plan(WANTED).objections())
                .singleElement()
                .asString()
                .contains("change of leader of cohort rest");
        module.replace("rest", rest.in(Stage.TARGET_ONLY));
        assertThat(module.reassignment().plan(WANTED).objections())
                .singleElement()
                .asString()
                .contains("target-only");
        module.replace("rest", rest.at(Phase.AWAY, rest.epoch()));
        assertThat(module.reassignment()
                        .carryOut(WANTED, "ada", "race", step -> {})
                        .objections())
                .singleElement()
                .asString()
                .contains("neither store leads");
        module.replace("rest", rest);
        module.assertNoTenantHasTwoCohorts();
        assertThat(module.cohortsOf("acme")).isEqualTo(List.of("pilot"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> module.reassignment().carryOut(WANTED, "ada", " ", step -> {}));
    }
}
