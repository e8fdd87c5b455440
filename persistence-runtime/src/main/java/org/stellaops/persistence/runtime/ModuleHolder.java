// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.OpeningState;

/** One module as this process has it: open, or not yet, and why not. Safe for concurrent use. */
final class ModuleHolder implements AutoCloseable {

    private final String module;
    private volatile @Nullable OpenedModule opened;
    private volatile NotOpen notOpen = new NotOpen(OpeningState.WAITING, "nothing was tried yet");
    private boolean closed;

    ModuleHolder(String module) {
        this.module = module;
    }

    String module() {
        return module;
    }

    Optional<OpenedModule> find() {
        return Optional.ofNullable(opened);
    }

    /**
     * The open module.
     *
     * @throws StoreException if it is not open
     */
    OpenedModule get() {
        OpenedModule known = opened;
        if (known == null) {
            throw new StoreException(fault(), null);
        }
        return known;
    }

    NotOpen notOpen() {
        return notOpen;
    }

    /** What a call is told while the module is not open. */
    Fault fault() {
        return notOpen.fault(module);
    }

    /** Notes why it is not open. */
    void isNotOpen(NotOpen why) {
        notOpen = why;
    }

    /**
     * Lets callers have it.
     *
     * @return false if this was closed meanwhile, and so was the module
     */
    synchronized boolean isOpen(OpenedModule made) {
        if (closed) {
            made.close();
            return false;
        }
        opened = made;
        return true;
    }

    /** What was opened, and what is opened by an attempt that is still under way. */
    @Override
    public synchronized void close() {
        closed = true;
        OpenedModule known = opened;
        if (known != null) {
            known.close();
        }
    }
}
