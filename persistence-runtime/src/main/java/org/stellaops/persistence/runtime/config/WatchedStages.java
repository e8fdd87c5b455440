// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.config;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.shadow.ShadowReadPolicy;
import org.stellaops.persistence.dualwrite.supervision.SupervisedLoop;
import org.stellaops.persistence.dualwrite.supervision.Supervisor;
import org.stellaops.persistence.dualwrite.supervision.TaskHealth;
import org.stellaops.persistence.dualwrite.supervision.TaskListener;

/**
 * What every source of stages needs that is looked at again and again: the last good configuration, those who hear of its changes, and
 * the thread that looks. What the source looks like, and what is wrong with an edit, it knows itself.
 *
 * <p>Safe for concurrent use, but for {@link #adopt} and {@link #isNewReason}, which are for the thread that looks.
 */
public final class WatchedStages implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("org.stellaops.persistence.stages");

    private final String task;
    private final Supervisor supervisor;
    private final List<BiConsumer<String, Stage>> listeners = new CopyOnWriteArrayList<>();
    private final List<BiConsumer<String, ShadowReadPolicy>> shadowListeners = new CopyOnWriteArrayList<>();
    /** Not the lock of a source that looks: closing must not wait for a file system that hangs. */
    private final Object startLock = new Object();

    private volatile Config good;
    private String lastReason = "";
    private @Nullable SupervisedLoop watcher;

    /** Hears of a changed stage before the listeners do. */
    @FunctionalInterface
    public interface Changed {
        /** The stage of a module changes. */
        void on(String module, Stage from, Stage to);
    }

    /**
     * The stages of a configuration, not watched yet.
     *
     * @param owner what is watched, for the health of the thread
     * @param task the name of the task
     */
    public WatchedStages(String owner, String task, Config good) {
        this.task = task;
        this.supervisor = new Supervisor(owner, InstantSource.system(), TaskListener.NONE);
        this.good = good;
    }

    /** Looks again and again until closed; starting twice is harmless. */
    public void start(Duration pollInterval, Runnable look) {
        synchronized (startLock) {
            if (watcher == null) {
                watcher = supervisor.loop(
                        task,
                        "persistence-stages",
                        pollInterval,
                        () -> {
                            look.run();
                            return false;
                        },
                        new SplittableRandom());
                watcher.start();
            }
        }
    }

    /** How the thread is that looks; empty before {@link #start}. */
    public List<TaskHealth> health() {
        return supervisor.health();
    }

    /** The last good configuration. */
    public Config good() {
        return good;
    }

    /** Adds one who hears of each changed stage. */
    public void onChange(BiConsumer<String, Stage> listener) {
        listeners.add(listener);
    }

    /** Adds one who hears of each changed policy of shadow reads. */
    public void onShadowReads(BiConsumer<String, ShadowReadPolicy> listener) {
        shadowListeners.add(listener);
    }

    /** Makes a configuration, which names every module of the last one, the last good one. */
    public void adopt(Config next, Changed changed) {
        Config before = good;
        good = next;
        lastReason = "";
        before.modules().keySet().stream().sorted().forEach(module -> {
            Stage from = before.module(module).orElseThrow().stage();
            Stage to = next.module(module).orElseThrow().stage();
            if (from != to) {
                changed.on(module, from, to);
                listeners.forEach(it -> notify(it, module, to));
            }
            ShadowReadPolicy reads = next.module(module).orElseThrow().shadowRead();
            if (!reads.equals(before.module(module).orElseThrow().shadowRead())) {
                LOG.info("shadow reads of {} are sampled at a rate of {} from now on", module, reads.sampleRate());
                shadowListeners.forEach(it -> it.accept(module, reads));
            }
        });
    }

    /** Whether an edit was not rejected for this reason the last time; so a reason is reported once, however often it is seen. */
    public boolean isNewReason(String reason) {
        boolean isNew = !reason.equals(lastReason);
        lastReason = reason;
        return isNew;
    }

    /** A module that cannot move reports that by its own events, and must not block the next one. */
    private static void notify(BiConsumer<String, Stage> listener, String module, Stage to) {
        try {
            listener.accept(module, to);
        } catch (RuntimeException | Error e) {
            LOG.warn("module {} did not move to {}", module, to, e);
        }
    }

    @Override
    public void close() {
        SupervisedLoop stopped;
        synchronized (startLock) {
            stopped = watcher;
        }
        if (stopped != null) {
            stopped.close();
        }
    }
}
