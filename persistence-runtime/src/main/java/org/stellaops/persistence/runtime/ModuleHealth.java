// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import java.util.List;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.supervision.TaskHealth;

/**
 * How one module is, as far as its own process can tell without asking a database.
 *
 * @param module its name
 * @param stage the stage in which this process is
 * @param leaderAnswers whether the store that leads answered when it was last looked at
 * @param bothStoresAnswer whether both stores did
 * @param tasks its background tasks, each with its last success and what it fails of
 */
public record ModuleHealth(
        String module, Stage stage, boolean leaderAnswers, boolean bothStoresAnswer, List<TaskHealth> tasks) {

    /** Takes an unmodifiable copy. */
    public ModuleHealth {
        tasks = List.copyOf(tasks);
    }

    /** Whether every background task runs and succeeded at its last piece of work. */
    public boolean isWell() {
        return tasks.stream().allMatch(TaskHealth::isWell);
    }
}
