// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.supervision.TaskHealth;

/**
 * How one module is, as far as its own process can tell without asking a database.
 *
 * @param module its name
 * @param stage the stage in which this process is; of a module that is not open the configured one, which decides nothing
 * @param leaderAnswers whether the store that leads answered when it was last looked at
 * @param bothStoresAnswer whether both stores did
 * @param tasks its background tasks, each with its last success and what it fails of
 * @param notOpen why it is not open, and answers no call; empty if it is
 */
public record ModuleHealth(
        String module,
        Stage stage,
        boolean leaderAnswers,
        boolean bothStoresAnswer,
        List<TaskHealth> tasks,
        Optional<NotOpen> notOpen) {

    /** Takes an unmodifiable copy. */
    public ModuleHealth {
        tasks = List.copyOf(tasks);
    }

    /** The health of an open module. */
    public ModuleHealth(
            String module, Stage stage, boolean leaderAnswers, boolean bothStoresAnswer, List<TaskHealth> tasks) {
        this(module, stage, leaderAnswers, bothStoresAnswer, tasks, Optional.empty());
    }

    /** Whether it is open. */
    public boolean isOpen() {
        return notOpen.isEmpty();
    }

    /** Whether it is open, and every background task runs and succeeded at its last piece of work. */
    public boolean isWell() {
        return isOpen() && tasks.stream().allMatch(TaskHealth::isWell);
    }
}
