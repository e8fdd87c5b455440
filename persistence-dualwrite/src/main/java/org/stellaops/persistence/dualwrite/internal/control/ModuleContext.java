// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.control;

import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.supervision.Supervisor;

/**
 * What the parts of one module share in one process.
 *
 * @param stores the two stores of each entity type, and their control records
 * @param stages where the module stands
 * @param writes closed while the lead moves
 * @param sends closed while the lead moves, after {@code writes}
 * @param clock dates and durations
 * @param listener what it throws goes no further
 * @param supervisor of the background threads
 */
public record ModuleContext(
        ModuleStores stores,
        StageView stages,
        PauseLock writes,
        PauseLock sends,
        ModuleClock clock,
        DualWriteListener listener,
        Supervisor supervisor) {

    /** Contains the listener. */
    public ModuleContext {
        listener = listener.contained();
    }

    /** The name of the module. */
    public String module() {
        return stores.module();
    }
}
