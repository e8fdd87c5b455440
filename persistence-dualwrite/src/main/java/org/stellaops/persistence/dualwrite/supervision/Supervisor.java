// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.supervision;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * The background tasks of one owner, such as a module: every thread that works beside callers is registered here, so that
 * {@link #health} says how each of them is.
 *
 * <p>Safe for concurrent use. Owns no thread; {@link SupervisedLoop} does.
 */
public final class Supervisor {

    private final String owner;
    private final InstantSource clock;
    private final TaskListener listener;
    private final List<BackgroundTask> tasks = new CopyOnWriteArrayList<>();

    /**
     * Supervises nothing yet.
     *
     * @param owner stands in front of each log line
     * @param clock tells when something succeeded
     */
    public Supervisor(String owner, InstantSource clock, TaskListener listener) {
        this.owner = owner;
        this.clock = clock;
        this.listener = listener;
    }

    /** Registers a task that runs on threads of its own making, which tells what became of each piece of its work. */
    public BackgroundTask task(String name, BooleanSupplier alive) {
        BackgroundTask task = new BackgroundTask(owner, name, alive, clock, listener);
        tasks.add(task);
        return task;
    }

    /**
     * Registers work that is repeated on a thread of its own, which is not started yet.
     *
     * @param work returns whether there is more to do before the interval is over
     */
    public SupervisedLoop loop(
            String name, String thread, Duration interval, BooleanSupplier work, RandomGenerator random) {
        SupervisedLoop loop = new SupervisedLoop(thread, interval, work, random);
        loop.reportTo(task(name, loop::isAlive));
        return loop;
    }

    /** How each task is, in the order in which they were registered. */
    public List<TaskHealth> health() {
        return tasks.stream().map(BackgroundTask::health).toList();
    }
}
