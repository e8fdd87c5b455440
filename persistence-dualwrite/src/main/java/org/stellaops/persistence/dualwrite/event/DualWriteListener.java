// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.event;

/**
 * Receives the events of a module: for logs, metrics and alerts.
 *
 * <p><b>Threads.</b> Called on the thread on which the event occurs, several at once. <b>Blocking.</b> Must not wait:
 * the call may be on the path of a caller's write. <b>Failure.</b> Whatever it throws is contained by {@link
 * #contained()}, through which
 * the
 * library calls every listener.
 */
@FunctionalInterface
public interface DualWriteListener {

    /** Handles one event. */
    void on(DualWriteEvent event);

    /** A listener that ignores every event. */
    static DualWriteListener none() {
        return ListenerChain.EMPTY;
    }

    /** This listener followed by another one, which receives the event even if this one throws. */
    default DualWriteListener andThen(DualWriteListener next) {
        return ListenerChain.of(this, next);
    }

    /** This listener, unable to throw: a broken listener must not change the outcome of a write. */
    default DualWriteListener contained() {
        return new ContainedListener(this);
    }
}
