// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status.activity;

import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;

/**
 * Collects, for the status page of a process, what its events say: latencies, progress, counts. Hand it to
 * {@code PersistenceBuilder.listener} before the modules are opened, and to the page afterwards.
 *
 * <p><b>Threads.</b> Safe for concurrent use. <b>Blocking.</b> Never waits: what is on the path of a caller costs one increment.
 * <b>Memory.</b> Bounded, whatever happens. Keeps no key and no content.
 */
public final class StatusEvents implements DualWriteListener {

    private static final int MOST_MODULES = 64;

    private final InstantSource clock;
    private final Map<String, ModuleActivity> modules = new ConcurrentHashMap<>();

    /** Collects with the clock of the machine. */
    public StatusEvents() {
        this(InstantSource.system());
    }

    /** Collects with another clock. */
    public StatusEvents(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void on(DualWriteEvent event) {
        ModuleActivity known = modules.get(event.module());
        if (known == null && modules.size() < MOST_MODULES) {
            known = modules.computeIfAbsent(event.module(), it -> new ModuleActivity(clock));
        }
        if (known != null) {
            known.on(event);
        }
    }

    /** What the events of a module said; empty if there was none yet. */
    public Optional<ModuleActivity> of(String module) {
        return Optional.ofNullable(modules.get(module));
    }
}
