// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spring;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.supervision.SupervisedLoop;
import org.stellaops.persistence.dualwrite.supervision.Supervisor;
import org.stellaops.persistence.dualwrite.supervision.TaskHealth;
import org.stellaops.persistence.dualwrite.supervision.TaskListener;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.runtime.config.ConfigException;
import org.stellaops.persistence.runtime.config.ConfigSource;
import org.stellaops.persistence.runtime.config.ModuleSettings;
import org.stellaops.persistence.runtime.config.StageWatch;

/**
 * The stages in the environment, looked at again and again: an edit of a file that Spring Boot read, and a refresh of another
 * source, ask for a stage. A change counts when two looks in a row see the same, so that a partially written file does not. An
 * edit with any error changes nothing.
 *
 * <p>Owns one thread while it watches.
 */
final class EnvironmentStages implements StageWatch {

    private static final Logger LOG = LoggerFactory.getLogger("org.stellaops.persistence.stages");

    private final Reading reading;
    private final List<BiConsumer<String, Stage>> listeners = new CopyOnWriteArrayList<>();
    private final Supervisor supervisor = new Supervisor("environment", InstantSource.system(), TaskListener.NONE);
    private volatile Config good;
    private Map<String, String> judged;
    private Map<String, String> lastSeen;
    private String lastRejection = "";
    private @Nullable SupervisedLoop watcher;

    /** Reads the environment as it is now. */
    @FunctionalInterface
    interface Reading {
        ConfigSource now() throws IOException;
    }

    EnvironmentStages(Config good, ConfigSource first, Reading reading) {
        this.good = good;
        this.judged = first.values();
        this.lastSeen = judged;
        this.reading = reading;
    }

    @Override
    public synchronized void start(Duration pollInterval) {
        if (watcher == null) {
            watcher = supervisor.loop(
                    "stage-environment",
                    "persistence-stages",
                    pollInterval,
                    () -> {
                        check();
                        return false;
                    },
                    new SplittableRandom());
            watcher.start();
        }
    }

    @Override
    public List<TaskHealth> health() {
        return supervisor.health();
    }

    @Override
    public Stage stageOf(String module) {
        return good.module(module)
                .map(ModuleSettings::stage)
                .orElseThrow(() -> new IllegalStateException("the environment does not name module " + module));
    }

    @Override
    public void onChange(BiConsumer<String, Stage> listener) {
        listeners.add(listener);
    }

    @Override
    public void close() {
        SupervisedLoop stopped;
        synchronized (this) {
            stopped = watcher;
        }
        if (stopped != null) {
            stopped.close();
        }
    }

    /** Looks once; on one thread at a time. */
    void check() {
        ConfigSource now;
        try {
            now = reading.now();
        } catch (IOException | RuntimeException e) {
            reject("it cannot be read (" + e.getClass().getSimpleName() + ")");
            return;
        }
        boolean seenTwice = now.values().equals(lastSeen);
        lastSeen = now.values();
        if (seenTwice && !lastSeen.equals(judged)) {
            judged = lastSeen;
            judge(now);
        }
    }

    private void judge(ConfigSource now) {
        try {
            Config next = Config.of(now);
            if (next.modules().keySet().containsAll(good.modules().keySet())) {
                lastRejection = "";
                adopt(next);
            } else {
                reject("a module that this process serves is not named any more");
            }
        } catch (ConfigException e) {
            reject(String.valueOf(e.getMessage()));
        }
    }

    private void adopt(Config next) {
        Config before = good;
        good = next;
        before.modules().forEach((module, settings) -> {
            Stage to = stageOf(module);
            if (settings.stage() != to) {
                LOG.info("stage of {} set from {} to {} by the environment", module, settings.stage(), to);
                listeners.forEach(it -> notify(it, module, to));
            }
        });
    }

    private static void notify(BiConsumer<String, Stage> listener, String module, Stage to) {
        try {
            listener.accept(module, to);
        } catch (RuntimeException | Error e) {
            LOG.warn("module {} did not move to {}", module, to, e);
        }
    }

    /** Logs a reason once, however often it is seen. */
    private void reject(String reason) {
        if (!reason.equals(lastRejection)) {
            lastRejection = reason;
            LOG.warn("change of the environment rejected, the last good stages stay in force: {}", reason);
        }
    }
}
