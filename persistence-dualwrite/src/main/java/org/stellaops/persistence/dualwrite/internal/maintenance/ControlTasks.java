// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.maintenance;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.stellaops.persistence.dualwrite.supervision.BackgroundTask;
import org.stellaops.persistence.dualwrite.supervision.Supervisor;

/** Runs tasks one by one, so that what fails in one does not keep the others from their turn. */
final class ControlTasks {

    private final Supervisor supervisor;
    private final Map<String, BackgroundTask> known = new ConcurrentHashMap<>();

    ControlTasks(Supervisor supervisor) {
        this.supervisor = supervisor;
    }

    /** Everything once, in order. */
    void run(Map<String, Runnable> tasks) {
        tasks.forEach(this::run);
    }

    private void run(String name, Runnable work) {
        BackgroundTask task = known.computeIfAbsent(name, it -> supervisor.task(it, () -> true));
        try {
            work.run();
            task.succeeded();
        } catch (Throwable thrown) { // An error in one task must not end the others.
            task.failed(thrown);
        }
    }
}
