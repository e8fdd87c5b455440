package org.stellaops.persistence.dualwrite.internal.maintenance;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;

/** Runs tasks one by one, so that what fails in one does not keep the others from their turn. */
final class ControlTasks {

    private final String module;
    private final DualWriteListener listener;
    private final Set<String> failing = ConcurrentHashMap.newKeySet();

    ControlTasks(String module, DualWriteListener listener) {
        this.module = module;
        this.listener = listener.contained();
    }

    /** Everything once, in order. */
    void run(Map<String, Runnable> tasks) {
        tasks.forEach(this::run);
    }

    /** An outage is one fact, however often it is met. */
    private void run(String name, Runnable task) {
        try {
            task.run();
            failing.remove(name);
        } catch (Throwable e) { // An error in one task must not end the others.
            if (failing.add(name)) {
                listener.on(new DualWriteEvent.ControlFailed(module, name, String.valueOf(e)));
            }
        }
    }
}
