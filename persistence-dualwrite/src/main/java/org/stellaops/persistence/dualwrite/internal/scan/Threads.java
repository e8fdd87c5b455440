// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.scan;

/** Ends of threads that end by themselves. */
public final class Threads {

    private Threads() {}

    /** Waits until a thread has ended, whoever interrupts; the interrupt is kept. */
    public static void awaitEnd(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
