// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.stage;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.stellaops.persistence.cutover.Stage;

/** The stage that a process was asked to bring about, until it is granted or withdrawn. Safe for concurrent use. */
public final class Wish {

    private final AtomicReference<State> state = new AtomicReference<>(new State(Optional.empty(), List.of()));

    /**
     * What is wished, and why it was not granted.
     *
     * @param stage empty if nothing is wished
     * @param reasons of the last refusal
     */
    public record State(Optional<Stage> stage, List<String> reasons) {

        /** Takes an unmodifiable copy. */
        public State {
            reasons = List.copyOf(reasons);
        }
    }

    public State now() {
        return state.get();
    }

    /** Asks for a stage in place of what was asked for before. */
    public void ask(Stage stage) {
        state.set(new State(Optional.of(stage), List.of()));
    }

    /** Asks for nothing. */
    public void withdraw() {
        state.set(new State(Optional.empty(), List.of()));
    }

    /** The module is in this stage: if it was asked for, it is granted. */
    public void reached(Stage stage) {
        state.updateAndGet(it -> it.stage().equals(Optional.of(stage)) ? new State(Optional.empty(), List.of()) : it);
    }

    /** Notes why a stage was refused; whether that is news. */
    public boolean refused(Stage stage, List<String> reasons) {
        State before =
                state.getAndUpdate(it -> it.stage().equals(Optional.of(stage)) ? new State(it.stage(), reasons) : it);
        return !before.stage().equals(Optional.of(stage)) || !before.reasons().equals(reasons);
    }
}
