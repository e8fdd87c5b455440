// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.shadow.ShadowReadPolicy;
import org.stellaops.persistence.dualwrite.supervision.TaskHealth;

/**
 * The stages in the configuration file, reread when the file changes.
 *
 * <p>The file is compared by its bytes, so that an edit in place and a renamed file are detected alike, on every file
 * system. A change is applied when two consecutive checks see the same bytes, so that a partially written file is not
 * applied. An edit with any error, or without one of the modules, changes nothing: the last good stages stay in force,
 * and a warning says why.
 *
 * <p>Owns one thread while it {@linkplain #start watches}.
 */
public final class ConfigFileStageSource implements StageWatch {

    private static final Logger LOG = LoggerFactory.getLogger("org.stellaops.persistence.stages");

    private final Path file;
    private final ConfigFile origin;
    private final Consumer<StageFileEvent> listener;
    private final WatchedStages stages;

    private byte[] judged;
    private byte[] lastSeen;

    private ConfigFileStageSource(ConfigFile origin, Config good, byte[] bytes, Consumer<StageFileEvent> listener) {
        this.file = origin.path();
        this.origin = origin;
        this.stages = new WatchedStages("configuration file", "stage-file", good);
        this.judged = bytes;
        this.lastSeen = bytes;
        this.listener = listener;
    }

    /**
     * Reads the stages, without watching the file yet.
     *
     * @param listener receives each event; must not wait
     * @throws ConfigException if the file cannot be used
     */
    public static ConfigFileStageSource of(ConfigFile file, Consumer<StageFileEvent> listener) {
        Config good = Config.load(file.path(), file.environment());
        try {
            return new ConfigFileStageSource(file, good, ConfigText.bytesOf(file.path()), listener);
        } catch (ConfigText.UnusableException e) {
            throw new ConfigException(file.path().toString(), List.of("the file " + e.reason()));
        }
    }

    @Override
    public void start(Duration pollInterval) {
        stages.start(pollInterval, this::check);
    }

    @Override
    public Stage stageOf(String module) {
        return stages.good()
                .module(module)
                .map(ModuleSettings::stage)
                .orElseThrow(() -> new IllegalStateException("the configuration " + file + " does not name module "
                        + module + "; add it below persistence.modules"));
    }

    @Override
    public void onChange(BiConsumer<String, Stage> changeListener) {
        stages.onChange(changeListener);
    }

    @Override
    public void onShadowReads(BiConsumer<String, ShadowReadPolicy> reads) {
        stages.onShadowReads(reads);
    }

    @Override
    public void close() {
        stages.close();
    }

    @Override
    public List<TaskHealth> health() {
        return stages.health();
    }

    /** Looks at the file once. Public for callers that have a clock of their own. */
    public synchronized void check() {
        byte[] bytes;
        try {
            bytes = ConfigText.bytesOf(file);
        } catch (ConfigText.UnusableException e) {
            refuse("the file " + e.reason());
            return;
        }
        boolean seenTwice = Arrays.equals(bytes, lastSeen);
        lastSeen = bytes;
        if (seenTwice && !Arrays.equals(bytes, judged)) {
            judged = bytes;
            judge(bytes);
        }
    }

    private void judge(byte[] bytes) {
        Config next;
        try {
            next = ConfigReader.read(file.toString(), ConfigText.textOf(bytes), origin.environment());
        } catch (ConfigText.UnusableException e) {
            refuse("the file " + e.reason());
            return;
        } catch (ConfigException e) {
            refuse(String.valueOf(e.getMessage()));
            return;
        }
        Config good = stages.good();
        List<String> missing = good.modules().keySet().stream()
                .filter(it -> next.module(it).isEmpty())
                .sorted()
                .toList();
        if (!missing.isEmpty()) {
            refuse("persistence.modules leaves out " + String.join(", ", missing) + ", which this process serves");
            return;
        }
        if (!next.sameButForStages(good)) {
            report(new StageFileEvent.OtherChangesWait(file));
        }
        stages.adopt(next, (module, from, to) -> report(new StageFileEvent.StageSet(file, module, from, to)));
    }

    /** Logs a reason once, however often the file is checked. */
    private void refuse(String reason) {
        if (stages.isNewReason(reason)) {
            report(new StageFileEvent.EditRefused(file, reason));
        }
    }

    private void report(StageFileEvent event) {
        if (event instanceof StageFileEvent.StageSet it) {
            LOG.info("stage of {} set from {} to {} by {}", it.module(), it.from(), it.to(), it.file());
        } else if (event instanceof StageFileEvent.EditRefused it) {
            LOG.warn("edit of {} rejected, the last good stages stay in force: {}", it.file(), it.reason());
        } else {
            LOG.warn("changes of {} other than stages and shadow reads take effect at the next start", file);
        }
        listener.accept(event);
    }
}
