// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.config;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.shadow.ShadowReadPolicy;
import org.stellaops.persistence.dualwrite.supervision.TaskHealth;

/**
 * What every source of stages needs that is looked at again and again: the last good configuration, those who hear of its changes, and
 * the thread that looks. What the source looks like, and what is wrong with an edit, it knows itself.
 *
 * <p>Safe for concurrent use, but for {@link #adopt} and {@link #isNewReason}, which are for the thread that looks.
 */
public final class WatchedStages implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("org.stellaops.persistence.stages");

    private final StageLooks looks;
    private final StageListeners listeners = new StageListeners();
    private final List<BiConsumer<String, ShadowReadPolicy>> shadowListeners = new CopyOnWriteArrayList<>();
    private volatile Config good;
    private String lastReason = "";

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
        this.looks = new StageLooks(owner, task);
        this.good = good;
    }

    /** Looks again and again until closed; starting twice is harmless. */
    public void start(Duration pollInterval, Runnable look) {
        looks.start(pollInterval, look);
    }

    /** How the thread is that looks; empty before {@link #start}. */
    public List<TaskHealth> health() {
        return looks.health();
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
                listeners.changed(module, to);
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

    @Override
    public void close() {
        looks.close();
    }
}
