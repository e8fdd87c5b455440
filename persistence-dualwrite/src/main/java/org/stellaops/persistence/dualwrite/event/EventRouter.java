// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.event;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** A listener with one handler per event class, which ignores all other events. */
public final class EventRouter implements DualWriteListener {

    private final Map<Class<?>, Consumer<DualWriteEvent>> handlers = new ConcurrentHashMap<>();

    /** Handles events of this class from now on; replaces an earlier handler. */
    @CanIgnoreReturnValue
    // Only events of this class are given to it.
    @SuppressWarnings("unchecked")
    public <E extends DualWriteEvent> EventRouter when(Class<E> kind, Consumer<? super E> handler) {
        handlers.put(kind, (Consumer<DualWriteEvent>) (Consumer<?>) handler);
        return this;
    }

    @Override
    public void on(DualWriteEvent event) {
        Consumer<DualWriteEvent> handler = handlers.get(event.getClass());
        if (handler != null) {
            handler.accept(event);
        }
    }
}
