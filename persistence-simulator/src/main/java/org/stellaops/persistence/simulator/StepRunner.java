// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator;

import java.util.function.Supplier;

/** Performs a store call when the scheduler allows it. */
public interface StepRunner {

    /**
     * Waits until the step is granted, performs it or lets it fail, and returns the caller's result.
     *
     * @throws org.stellaops.persistence.StoreException if the step is made to fail
     * @throws ProcessKilled if the caller's process dies here
     */
    <R> R run(String store, String call, boolean writes, Supplier<R> effect);
}
