// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator;

import java.util.OptionalInt;

/** The states of one store seen so far, by number. */
final class PartStates {

    private static final int UNKNOWN = -1;

    private final Model.ModelStore part;
    private final Interned<String, Runnable> states = new Interned<>();
    private int current;

    PartStates(Model.ModelStore part) {
        this.part = part;
        this.current = states.idOf(part.dump().get(), part.keep().get());
    }

    /** Puts the store into a state. */
    void restore(int state) {
        if (current != state) {
            states.get(state).run();
            current = state;
        }
    }

    /** The state that the store is in after a step. */
    int now() {
        String dump = part.dump().get();
        OptionalInt known = states.find(dump);
        current = known.isPresent()
                ? known.getAsInt()
                : states.idOf(dump, part.keep().get());
        return current;
    }

    /** The store may have been changed outside. */
    void touched() {
        current = UNKNOWN;
    }
}
