// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.stellaops.persistence.RecordKey;

/**
 * A model that a {@link StateSpace} explores: stores whose state can be kept and restored, and actors whose every
 * effect is a step on one of them. An actor must be a function of the answers it gets; shared state and clocks are not
 * tracked.
 */
public interface Model {

    /**
     * A store that steps may change.
     *
     * @param keep returns a function that restores the current state, any number of times
     * @param dump its present state as text, the same for equal states only
     */
    record ModelStore(Supplier<Runnable> keep, Supplier<String> dump) {}

    /**
     * An actor.
     *
     * @param name its name
     * @param process all actors of a process die together
     * @param body what it does
     */
    record Body(String name, String process, Runnable body) {}

    /** The stores by name. The store of a step is the part of its store's name before the first dot. */
    Map<String, ModelStore> parts();

    /** The actors. */
    List<Body> actors();

    /** Begins a replay of one actor: state of the model outside its parts is reset. */
    void begin(Run run);

    /** The calls and answers of the replay since {@link #begin}. */
    History history();

    /** The history before the first actor moved. */
    History before();

    /**
     * Checks what must hold in every state.
     *
     * @throws AssertionError if it does not
     */
    void checkState();

    /**
     * Brings the stores to rest when all actors are done or dead, and checks the final state; may change the stores.
     *
     * @return the final state of each key
     * @throws AssertionError if it does not hold
     */
    Map<RecordKey, Optional<String>> comeToRest();
}
