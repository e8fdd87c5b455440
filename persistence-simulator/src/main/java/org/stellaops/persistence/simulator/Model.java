package org.stellaops.persistence.simulator;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.stellaops.persistence.RecordKey;

/**
 * What a {@link StateSpace} explores: stores whose state can be kept and restored, and actors whose every effect is a step on
 * one of them. An actor must be a function of the answers it gets: what it shares with others, or reads from a clock, is not
 * seen.
 */
public interface Model {

    /**
     * A store that steps may change.
     *
     * @param keep what restores its present state, as often as wanted
     * @param dump its present state as text, the same for equal states only
     */
    record Part(Supplier<Runnable> keep, Supplier<String> dump) {}

    /**
     * An actor.
     *
     * @param name its name
     * @param process all actors of a process die together
     * @param body what it does
     */
    record Body(String name, String process, Runnable body) {}

    /** The stores by name. The store of a step is the part of its store's name before the first dot. */
    Map<String, Part> parts();

    /** The actors. */
    List<Body> actors();

    /** Begins a replay of one actor: what the model keeps outside its parts is as at the beginning. */
    void begin(Run run);

    /** What the callers of the replay asked and were told since {@link #begin}. */
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
     * Lets the stores come to rest when all actors are done or dead, and checks what must hold then; may change the stores.
     *
     * @return what each key is then
     * @throws AssertionError if it does not hold
     */
    Map<RecordKey, Optional<String>> comeToRest();
}
