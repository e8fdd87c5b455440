// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.supervision;

import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;

/** Passes on to the listener of a module what its background tasks fail of. */
public final class TaskEvents implements TaskListener {

    private final String module;
    private final DualWriteListener listener;

    /** Speaks for one module. */
    public TaskEvents(String module, DualWriteListener listener) {
        this.module = module;
        this.listener = listener.contained();
    }

    @Override
    public void failed(String task, String reason, long failuresInARow) {
        listener.on(new DualWriteEvent.BackgroundTaskFailed(module, task, reason, failuresInARow));
    }

    @Override
    public void recovered(String task, long failures) {
        listener.on(new DualWriteEvent.BackgroundTaskRecovered(module, task, failures));
    }
}
