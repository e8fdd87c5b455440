// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator;

/**
 * The process of this thread is dead. However the code under test handles it, no later step of the thread has an
 * effect.
 */
public final class ProcessKilled extends Error {

    private static final long serialVersionUID = 1L;

    ProcessKilled() {
        super("this process was killed by the simulation", null, false, false);
    }
}
