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

    private final String module;
    private final ControlStore legacyControl;
    private final DualWriteListener listener;
    private volatile boolean weak;

    /** Monitors the fence of a module's legacy store. */
    public FenceMonitor(String module, ControlStore legacyControl, DualWriteListener listener) {
        this.module = module;
        this.legacyControl = legacyControl;
        this.listener = listener.contained();
    }

    /** Checks once; returns whether the fence had to be restored. */
    @CanIgnoreReturnValue
    public boolean keep() {
        if (weak) {
            return false;
        }
        long due = legacyControl.read().epoch();
        long stands = legacyControl.fenceEpoch();
        if (stands >= due) {
            return false;
        }
        weak = legacyControl.raiseFence(due) == FenceStrength.WEAK;
        if (!weak) {
            listener.on(new DualWriteEvent.FenceRestored(module, stands, due));
        }
        return !weak;
    }
}
