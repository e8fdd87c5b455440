// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.event;

import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Contains what a listener throws, so that the work that notified it goes on. */
record ContainedListener(DualWriteListener listener, AtomicLong failures) implements DualWriteListener {

    private static final Logger LOG = LoggerFactory.getLogger("org.stellaops.persistence.listener");

    ContainedListener(DualWriteListener listener) {
        this(listener, new AtomicLong());
    }

    @Override
    public DualWriteListener contained() {
        return this;
    }

    @Override
    public void on(DualWriteEvent event) {
        try {
            listener.on(event);
        } catch (Throwable broken) {
            // An Error of a listener, too: the write that it is told of has been answered for.
            warnOnce(event, broken);
        }
    }

    private void warnOnce(DualWriteEvent event, Throwable broken) {
        if (failures.getAndIncrement() > 0) {
            return;
        }
        try {
            LOG.warn(
                    "a listener threw on {} of module {}; the work went on, and later failures of this listener are"
                            + " not logged: fix the listener",
                    event.getClass().getSimpleName(),
                    event.module(),
                    broken);
        } catch (Throwable lost) {
            // The log may be what fails.
        }
    }
}
