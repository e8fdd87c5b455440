// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One actor between two of its steps: the answers it received, and its next step. Equal answers mean an equal future.
 */
final class LocalState {

    static final int NO_PART = -1;

    final int id;
    final int actor;
    final @Nullable LocalState parent;
    final @Nullable Answer answer;
    /** Empty if the actor is done. */
    final @Nullable Step next;

    /** The number of the store that the next step is a call of; {@link #NO_PART} if the actor is done. */
    final int part;

    final @Nullable Supplier<?> effect;
    /** The failure of the actor on the way to this state. */
    final @Nullable AssertionError failure;

    final long reportedUntil;
    final Map<Answer, Transition> transitions = new HashMap<>();
    /** The moves that may come next, by the number of the faults that are left. */
    final LongMap<List<StateSpace.Choice>> choices = new LongMap<>();

    /**
     * From one local state to the next by an answer.
     *
     * @param reported calls and answers of the actor's caller on the way
     * @param observed lines for a trace
     */
    record Transition(int id, LocalState to, List<Explained.Event> reported, List<String> observed) {}

    LocalState(
            int id, int actor, int part, @Nullable LocalState parent, @Nullable Answer answer, Replay.Reached reached) {
        this.id = id;
        this.part = part;
        this.actor = actor;
        this.parent = parent;
        this.answer = answer;
        this.next = reached.step();
        this.effect = reached.effect();
        this.failure = reached.failure();
        this.reportedUntil = reached.reportedUntil();
    }

    /** The answers that lead here from the beginning. */
    List<Answer> answers() {
        List<Answer> answers = new ArrayList<>();
        for (LocalState it = this; it.answer != null && it.parent != null; it = it.parent) {
            answers.add(it.answer);
        }
        Collections.reverse(answers);
        return answers;
    }
}
