// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spring;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.shadow.ShadowReadPolicy;
import org.stellaops.persistence.dualwrite.supervision.TaskHealth;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.runtime.config.ConfigException;
import org.stellaops.persistence.runtime.config.ConfigSource;
import org.stellaops.persistence.runtime.config.ModuleSettings;
import org.stellaops.persistence.runtime.config.StageWatch;
import org.stellaops.persistence.runtime.config.WatchedStages;

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
    private final WatchedStages stages;
    private Map<String, String> judged;
    private Map<String, String> lastSeen;

    /** Reads the environment as it is now. */
    @FunctionalInterface
    interface Reading {
        ConfigSource now() throws IOException;
    }

    EnvironmentStages(Config good, ConfigSource first, Reading reading) {
        this.stages = new WatchedStages("environment", "stage-environment", good);
        this.judged = first.values();
        this.lastSeen = judged;
        this.reading = reading;
    }

    @Override
    public void start(Duration pollInterval) {
        stages.start(pollInterval, this::check);
    }

    @Override
    public List<TaskHealth> health() {
        return stages.health();
    }

    @Override
    public Stage stageOf(String module) {
        return stages.good()
                .module(module)
                .map(ModuleSettings::stage)
                .orElseThrow(() -> new IllegalStateException("the environment does not name module " + module));
    }

    @Override
    public void onChange(BiConsumer<String, Stage> listener) {
        stages.onChange(listener);
    }

    @Override
    public void onShadowReads(BiConsumer<String, ShadowReadPolicy> reads) {
        stages.onShadowReads(reads);
    }

    @Override
    public void close() {
        stages.close();
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
            if (next.modules().keySet().containsAll(stages.good().modules().keySet())) {
                stages.adopt(
                        next,
                        (module, from, to) ->
                                LOG.info("stage of {} set from {} to {} by the environment", module, from, to));
            } else {
                reject("a module that this process serves is not named any more");
            }
        } catch (ConfigException e) {
            reject(String.valueOf(e.getMessage()));
        }
    }

    /** Logs a reason once, however often it is seen. */
    private void reject(String reason) {
        if (stages.isNewReason(reason)) {
            LOG.warn("change of the environment rejected, the last good stages stay in force: {}", reason);
        }
    }
}
