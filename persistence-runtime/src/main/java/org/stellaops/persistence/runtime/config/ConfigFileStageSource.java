package org.stellaops.persistence.runtime.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.cutover.StageSource;

/**
 * The stages that the configuration file names, read again when the file changes.
 *
 * <p>The file is compared by its bytes, so that an edit in place and a renamed file are seen alike, on every file system. A
 * change is taken when two looks in a row see the same bytes, so that half a file is not taken for the whole. An edit that
 * is wrong anywhere, or leaves a module out, changes nothing: the last good stages stay in force, and a warning says why.
 *
 * <p>Owns one thread while it {@linkplain #start watches}.
 */
public final class ConfigFileStageSource implements StageSource {

    private static final Logger LOG = LoggerFactory.getLogger("org.stellaops.persistence.stages");

    private final Path file;
    private final ConfigFile origin;
    private final Consumer<StageFileEvent> listener;
    private final List<BiConsumer<String, Stage>> changeListeners = new CopyOnWriteArrayList<>();
    private volatile Config good;
    private byte[] judged;
    private byte[] lastSeen;
    private String lastRejection = "";
    private @Nullable ScheduledExecutorService watcher;

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
     * @param listener receives of each check that found something new; must not wait
     * @throws ConfigException if the file cannot be used
     */
    public static ConfigFileStageSource of(ConfigFile file, Consumer<StageFileEvent> listener) {
        byte[] bytes = bytesOf(file.path()).orElse(new byte[0]);
        return new ConfigFileStageSource(file, Config.load(file.path(), file.environment()), bytes, listener);
    }

    /** Looks at the file again and again until closed. */
    public synchronized void start(Duration pollInterval) {
        if (watcher == null) {
            watcher = Executors.newSingleThreadScheduledExecutor(task -> {
                Thread thread = new Thread(task, "persistence-stages");
                thread.setDaemon(true);
                return thread;
            });
            long nanos = pollInterval.toNanos();
            var unused = watcher.scheduleWithFixedDelay(this::compareSafely, nanos, nanos, TimeUnit.NANOSECONDS);
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
        ScheduledExecutorService stopped;
        synchronized (this) {
            stopped = watcher;
        }
        if (stopped != null) {
            stopped.shutdownNow();
        }
    }

    /** Looks at the file once. Public for callers that have a clock of their own. */
    public synchronized void check() {
        Optional<byte[]> bytes = bytesOf(file);
        if (bytes.isEmpty()) {
            refuse("the file cannot be read");
            return;
        }
        boolean replicated = Arrays.equals(bytes.get(), lastSeen);
        lastSeen = bytes.get();
        if (replicated && !Arrays.equals(bytes.get(), judged)) {
            judged = bytes.get();
            judge(new String(judged, StandardCharsets.UTF_8));
        }
    }

    private void judge(String yaml) {
        Config next;
        try {
            next = ConfigReader.read(file.toString(), yaml, origin.environment());
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

    /** A module that cannot move says so by its own events, and must not keep the next one from moving. */
    private static void notify(BiConsumer<String, Stage> changeListener, String module, Stage to) {
        try {
            changeListener.accept(module, to);
        } catch (RuntimeException e) {
            LOG.warn("module {} did not move to {}", module, to, e);
        }
    }

    private Stage stageIn(Config config, String module) {
        return config.module(module)
                .map(ModuleSettings::stage)
                .orElseThrow(() -> new IllegalStateException("the configuration " + file + " names no module " + module
                        + "; add it below persistence.modules"));
    }

    /** Says a reason once, however often the file is looked at. */
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
            LOG.warn("edit of {} refused, the last good stages stay in force: {}", it.file(), it.reason());
        } else {
            LOG.warn("changes of {} other than stages take effect at the next start", file);
        }
        listener.accept(event);
    }

    private void compareSafely() {
        try {
            check();
        } catch (RuntimeException e) {
            // An exception would end the schedule, and with it every later change of stage.
            LOG.error("looking at {} failed; the last good stages stay in force", file, e);
        }
    }

    private static Optional<byte[]> bytesOf(Path file) {
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
