// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.config;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.dualwrite.supervision.SupervisedLoop;
import org.stellaops.persistence.dualwrite.supervision.Supervisor;
import org.stellaops.persistence.dualwrite.supervision.TaskHealth;
import org.stellaops.persistence.dualwrite.supervision.TaskListener;

/** The thread that looks for changed stages. Safe for concurrent use. */
final class StageLooks implements AutoCloseable {

    private final String task;
    private final Supervisor supervisor;
    /** Not the lock of a source that looks: closing must not wait for a file system that hangs. */
    private final Object startLock = new Object();

    private @Nullable SupervisedLoop loop;

    /**
     * No thread yet.
     *
     * @param owner what is looked at, for the health of the thread
     * @param task the name of the task
     */
    StageLooks(String owner, String task) {
        this.task = task;
        this.supervisor = new Supervisor(owner, InstantSource.system(), TaskListener.NONE);
    }

    /** Looks again and again until closed; starting twice is harmless. */
    void start(Duration pollInterval, Runnable look) {
        synchronized (startLock) {
            if (loop == null) {
                loop = supervisor.loop(
                        task,
                        "persistence-stages",
                        pollInterval,
                        () -> {
                            look.run();
                            return false;
                        },
                        new SplittableRandom());
                loop.start();
            }
        }
    }

    /** How the thread is; empty before {@link #start}. */
    List<TaskHealth> health() {
        return supervisor.health();
    }

    @Override
    public void close() {
        SupervisedLoop stopped;
        synchronized (startLock) {
            stopped = loop;
        }
        if (stopped != null) {
            stopped.close();
        }
    }
}
