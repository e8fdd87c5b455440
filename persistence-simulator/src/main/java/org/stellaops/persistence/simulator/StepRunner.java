package org.stellaops.persistence.simulator;

import java.util.function.Supplier;

/** Performs a store call when its time has come. */
public interface StepRunner {

    /**
     * Waits until the step may happen, performs it or lets it fail, and answers what the caller gets to see.
     *
     * @throws org.stellaops.persistence.StoreException if the step is made to fail
     * @throws ProcessKilled if the caller's process dies here
     */
    <R> R run(String store, String call, boolean writes, Supplier<R> effect);
}
