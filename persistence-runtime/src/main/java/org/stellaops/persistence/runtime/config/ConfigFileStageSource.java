// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.config;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.supervision.SupervisedLoop;
import org.stellaops.persistence.dualwrite.supervision.Supervisor;
import org.stellaops.persistence.dualwrite.supervision.TaskHealth;
import org.stellaops.persistence.dualwrite.supervision.TaskListener;

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
    private final List<BiConsumer<String, Stage>> changeListeners = new CopyOnWriteArrayList<>();
    private volatile Config good;
    /** Not the lock of {@link #check}: closing must not wait for a file system that hangs. */
    private final Object startLock = new Object();

    private byte[] judged;
    private byte[] lastSeen;
    private String lastRejection = "";
    private final Supervisor supervisor =
            new Supervisor("configuration file", InstantSource.system(), TaskListener.NONE);
    private @Nullable SupervisedLoop watcher;

    private ConfigFileStageSource(ConfigFile origin, Config good, byte[] bytes, Consumer<StageFileEvent> listener) {
        this.file = origin.path();
        this.origin = origin;
        this.good = good;
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
        synchronized (startLock) {
            if (watcher == null) {
                watcher = supervisor.loop(
                        "stage-file",
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
    }

    @Override
    public Stage stageOf(String module) {
        return stageIn(good, module);
    }

    @Override
    public void onChange(BiConsumer<String, Stage> changeListener) {
        changeListeners.add(changeListener);
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

    @Override
    public List<TaskHealth> health() {
        return supervisor.health();
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
        List<String> missing = good.modules().keySet().stream()
                .filter(it -> next.module(it).isEmpty())
                .sorted()
                .toList();
        if (!missing.isEmpty()) {
            refuse("persistence.modules leaves out " + String.join(", ", missing) + ", which this process serves");
            return;
        }
        lastRejection = "";
        if (!next.sameButForStages(good)) {
            report(new StageFileEvent.OtherChangesWait(file));
        }
        adopt(next);
    }

    private void adopt(Config next) {
        Config before = good;
        good = next;
        before.modules().keySet().stream().sorted().forEach(module -> {
            Stage from = stageIn(before, module);
            Stage to = stageIn(next, module);
            if (from != to) {
                report(new StageFileEvent.StageSet(file, module, from, to));
                changeListeners.forEach(it -> notify(it, module, to));
            }
        });
    }

    /** A module that cannot move reports that by its own events, and must not block the next one. */
    private static void notify(BiConsumer<String, Stage> changeListener, String module, Stage to) {
        try {
            changeListener.accept(module, to);
        } catch (RuntimeException | Error e) {
            LOG.warn("module {} did not move to {}", module, to, e);
        }
    }

    private Stage stageIn(Config config, String module) {
        return config.module(module)
                .map(ModuleSettings::stage)
                .orElseThrow(() -> new IllegalStateException("the configuration " + file + " does not name module "
                        + module + "; add it below persistence.modules"));
    }

    /** Logs a reason once, however often the file is checked. */
    private void refuse(String reason) {
        if (!reason.equals(lastRejection)) {
            lastRejection = reason;
            report(new StageFileEvent.EditRefused(file, reason));
        }
    }

    private void report(StageFileEvent event) {
        if (event instanceof StageFileEvent.StageSet it) {
            LOG.info("stage of {} set from {} to {} by {}", it.module(), it.from(), it.to(), it.file());
        } else if (event instanceof StageFileEvent.EditRefused it) {
            LOG.warn("edit of {} rejected, the last good stages stay in force: {}", it.file(), it.reason());
        } else {
            LOG.warn("changes of {} other than stages take effect at the next start", file);
        }
        listener.accept(event);
    }
}
