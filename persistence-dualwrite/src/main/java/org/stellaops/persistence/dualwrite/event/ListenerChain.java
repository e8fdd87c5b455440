// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.event;

import java.util.stream.Stream;

/**
 * Listeners that are told one after another, each of them even if one before it throws. A chain of chains is one chain, since it is
 * walked on every call of a caller.
 */
final class ListenerChain implements DualWriteListener {

    static final ListenerChain EMPTY = new ListenerChain(Stream.empty());

    private final DualWriteListener[] listeners;

    private ListenerChain(Stream<DualWriteListener> listeners) {
        this.listeners = listeners.toArray(DualWriteListener[]::new);
    }

    static ListenerChain of(DualWriteListener first, DualWriteListener second) {
        return new ListenerChain(Stream.concat(linksOf(first), linksOf(second)));
    }

    private static Stream<DualWriteListener> linksOf(DualWriteListener listener) {
        return listener instanceof ListenerChain it ? Stream.of(it.listeners) : Stream.of(listener.contained());
    }

    @Override
    public DualWriteListener contained() {
        return this;
    }

    @Override
    public void on(DualWriteEvent event) {
        for (DualWriteListener it : listeners) {
            it.on(event);
        }
    }
}
