// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import java.util.List;
import org.stellaops.persistence.dualwrite.supervision.TaskHealth;

/**
 * How everything that was opened is, as far as its own process can tell without asking a database.
 *
 * @param tasks background tasks that belong to no module, such as the watcher of the configuration file
 * @param modules the modules in the order in which they were opened
 */
public record PersistenceHealth(List<TaskHealth> tasks, List<ModuleHealth> modules) {

    /** Takes unmodifiable copies. */
    public PersistenceHealth {
        tasks = List.copyOf(tasks);
        modules = List.copyOf(modules);
    }

    /** Whether every background task runs and succeeded at its last piece of work. */
    public boolean isWell() {
        return tasks.stream().allMatch(TaskHealth::isWell) && modules.stream().allMatch(ModuleHealth::isWell);
    }
}
