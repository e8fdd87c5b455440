// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spark;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.spark.TaskContext;
import org.stellaops.persistence.dualwrite.settings.Pause;
import org.stellaops.persistence.dualwrite.slot.WorkSlots;

/** Work of a task that needs a slot, tried again for as long as the job has patience. */
final class SlottedWork {

    private static final Duration LOOK = Duration.ofMillis(500);

    private final WorkSlots slots;
    private final Duration patience;

    SlottedWork(WorkSlots slots, Duration patience) {
        this.slots = slots;
        this.patience = patience;
    }

    /** What is done while a slot is held. */
    interface Attempt {
        /**
         * Does it.
         *
         * @param stopped is to be asked now and then whether to stop
         * @return empty if it is to be tried again later
         */
        Optional<String> with(BooleanSupplier stopped);
    }

    /** The result; empty if there was none within the patience of the job, or the task is killed. Waits without a slot. */
    Optional<String> result(Attempt attempt) {
        for (Duration waited = Duration.ZERO; waited.compareTo(patience) <= 0; waited = waited.plus(LOOK)) {
            Optional<String> result = tried(attempt);
            if (result.isPresent() || isKilled() || !Pause.real().tryPause(LOOK)) {
                return result;
            }
        }
        return Optional.empty();
    }

    private Optional<String> tried(Attempt attempt) {
        Optional<WorkSlots.Slot> slot = slots.take();
        if (slot.isEmpty()) {
            return Optional.empty();
        }
        try (WorkSlots.Slot held = slot.get()) {
            return attempt.with(() -> isKilled() || !held.hold());
        }
    }

    /** Whether Spark wants the task to end, such as one of two that do the same. */
    private static boolean isKilled() {
        TaskContext context = TaskContext.get();
        return context != null && context.isInterrupted();
    }
}
