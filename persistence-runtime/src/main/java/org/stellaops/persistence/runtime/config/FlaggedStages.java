// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.cutover.StageSource;
import org.stellaops.persistence.dualwrite.shadow.ShadowReadPolicy;
import org.stellaops.persistence.dualwrite.supervision.TaskHealth;

/**
 * The stages in flags, over those of the configuration: a module without a flag has its configured stage. A flag that cannot be read, or
 * that names no stage, changes nothing, and a warning says why, once for each reason.
 *
 * <p>Owns one thread while it {@linkplain #start watches}.
 */
public final class FlaggedStages implements StageWatch {

    private static final Logger LOG = LoggerFactory.getLogger("org.stellaops.persistence.stages");

    private final StageSource configured;
    private final List<String> modules;
    private final StageFlags flags;
    private final Map<String, Stage> asked = new ConcurrentHashMap<>();
    private final Map<String, String> reasons = new ConcurrentHashMap<>();
    private final StageListeners listeners = new StageListeners();
    private final StageLooks looks = new StageLooks("feature flags", "stage-flags");

    /** The stages in flags, read once; which waits for them. */
    public FlaggedStages(StageSource configured, Collection<String> modules, StageFlags flags) {
        this.configured = configured;
        this.modules = List.copyOf(modules);
        this.flags = flags;
        this.modules.forEach(it -> read(it).ifPresent(stage -> asked.put(it, stage)));
        configured.onChange(this::configuredChanged);
    }

    @Override
    public Stage stageOf(String module) {
        Stage flagged = asked.get(module);
        return flagged == null ? configured.stageOf(module) : flagged;
    }

    @Override
    public void onChange(BiConsumer<String, Stage> listener) {
        listeners.add(listener);
    }

    @Override
    public void start(Duration pollInterval) {
        if (configured instanceof StageWatch watch) {
            watch.start(pollInterval);
        }
        looks.start(pollInterval, this::check);
    }

    @Override
    public void onShadowReads(BiConsumer<String, ShadowReadPolicy> listener) {
        if (configured instanceof StageWatch watch) {
            watch.onShadowReads(listener);
        }
    }

    @Override
    public List<TaskHealth> health() {
        List<TaskHealth> all = new ArrayList<>(looks.health());
        if (configured instanceof StageWatch watch) {
            all.addAll(watch.health());
        }
        return List.copyOf(all);
    }

    /** Reads every flag once. Public for callers that have a clock of their own. */
    public synchronized void check() {
        for (String module : modules) {
            read(module).ifPresent(next -> ask(module, next));
        }
    }

    private void ask(String module, Stage next) {
        Stage before = stageOf(module);
        asked.put(module, next);
        if (next != before) {
            LOG.info("stage of {} set from {} to {} by its flag", module, before, next);
            listeners.changed(module, next);
        }
    }

    /** A flag that was taken away leaves its last stage: a flag system that forgets must not move a module. */
    private Optional<Stage> read(String module) {
        Optional<String> value;
        try {
            value = flags.stageOf(module);
        } catch (RuntimeException e) {
            refuse(module, "it cannot be read: " + e);
            return Optional.empty();
        }
        Optional<Stage> stage = value.flatMap(Stage::ofConfigName);
        if (value.isPresent() && stage.isEmpty()) {
            refuse(module, "its value names no stage; it is one of " + Stage.configNames());
            return Optional.empty();
        }
        reasons.remove(module);
        return stage;
    }

    private void refuse(String module, String reason) {
        if (!reason.equals(reasons.put(module, reason))) {
            LOG.warn("the flag for the stage of {} changes nothing: {}", module, reason);
        }
    }

    private void configuredChanged(String module, Stage to) {
        if (!asked.containsKey(module)) {
            listeners.changed(module, to);
        }
    }

    @Override
    public void close() {
        looks.close();
        configured.close();
    }
}
