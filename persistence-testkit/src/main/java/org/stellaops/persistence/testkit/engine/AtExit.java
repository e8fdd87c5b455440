// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.engine;

/** Closes an engine at process exit if it was not closed before, so that no server and no data is left behind. */
final class AtExit {

    private final Thread hook;

    AtExit(Runnable close) {
        this.hook = new Thread(close, "close a test engine");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** It was closed in time. */
    void isDone() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending, and this may be the hook itself.
        }
    }
}
