// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.failover;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.ControlStore.FenceStrength;

/**
 * Restores a fence that is lower than the control record demands. Setting it cannot be conditional, so a delayed
 * coordinator can lower it (C5). Safe for concurrent use.
 */
public final class FenceMonitor {

    /** Passes without a try after several that found no right to raise the fence. */
    private static final int MOST_SKIPPED = 60;

    /** Passes after which whoever distrusts the fence is taken for dead. */
    private static final int MOST_DISTRUSTED = 60;

    private final String module;
    private final ControlStore legacyControl;
    private final DualWriteListener listener;
    private int skip;
    private int distrusted;
    private int weakInARow;

    /** Monitors the fence of a module's legacy store. */
    public FenceMonitor(String module, ControlStore legacyControl, DualWriteListener listener) {
        this.module = module;
        this.legacyControl = legacyControl;
        this.listener = listener.contained();
    }

    /** Checks once; returns whether the fence had to be restored. */
    @CanIgnoreReturnValue
    public synchronized boolean keep() {
        if (skip > 0) {
            skip--;
            return false;
        }
        long due = legacyControl.read().epoch();
        long stands = legacyControl.fenceEpoch();
        if (stands >= due || isDistrusted()) {
            return false;
        }
        if (legacyControl.raiseFence(due) == FenceStrength.WEAK) {
            // The right may be granted at any time; asking for it in each pass would fill the server's log.
            weakInARow = Math.min(weakInARow + 1, MOST_SKIPPED);
            skip = weakInARow;
            return false;
        }
        weakInARow = 0;
        listener.on(new DualWriteEvent.FenceRestored(module, stands, due));
        return true;
    }

    /** Whoever moves the lead takes it back at the end, and a raise beside its own would make both weak; unless it has died. */
    private boolean isDistrusted() {
        distrusted = legacyControl.distrustingFence().isEmpty() ? 0 : distrusted + 1;
        return distrusted > 0 && distrusted <= MOST_DISTRUSTED;
    }
}
