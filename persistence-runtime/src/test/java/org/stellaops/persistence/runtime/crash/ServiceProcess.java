// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A service under test as the driver sees it: a process that is started again whenever it died, whoever killed it.
 *
 * <p><b>Threads.</b> Safe for concurrent use.
 */
final class ServiceProcess implements AutoCloseable {

    private static final int LONGEST_ANSWER_MILLIS = 30_000;
    private static final int LONGEST_DEATH_SECONDS = 10;
    private static final int LONGEST_STOP_SECONDS = 120;
    private static final int BETWEEN_QUESTIONS_MILLIS = 100;
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(2);
    private static final int NOT_READY = -1;
    private static final List<String> JVM =
            List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto");

    private final String name;
    private final StageFile file;
    private final Path log;
    private final Supplier<StartOptions> options;
    private final AtomicInteger deaths = new AtomicInteger();

    private volatile Consumer<String> listener = line -> {};
    private Process process;
    private volatile int port = NOT_READY;
    private volatile boolean closed;

    /**
     * Starts a service.
     *
     * @param options asked for each start anew
     */
    ServiceProcess(String name, StageFile file, Path log, Supplier<StartOptions> options) {
        this.name = name;
        this.file = file;
        this.log = log;
        this.options = options;
        start();
    }

    String name() {
        return name;
    }

    /** Its configuration file. */
    StageFile file() {
        return file;
    }

    /** Hears every line that it, or its successor, says from now on; must not wait. */
    void listen(Consumer<String> heard) {
        listener = heard;
    }

    /** How often it died, by our hand or another's. */
    int deaths() {
        return deaths.get();
    }

    boolean isReady() {
        return port != NOT_READY;
    }

    /** The way to the process that serves now. */
    ServiceConnection connect() throws IOException {
        return connect(LONGEST_ANSWER_MILLIS);
    }

    /** The way to the process that serves now, for a question whose answer takes long. */
    ServiceConnection connect(int longestMillis) throws IOException {
        int now = port;
        if (now == NOT_READY) {
            throw new ConnectException("service " + name + " is not up");
        }
        return new ServiceConnection(now, longestMillis);
    }

    /** Asks one question on a connection of its own. */
    String ask(String line, int longestMillis) throws IOException {
        try (ServiceConnection connection = connect(longestMillis)) {
            return connection.ask(line);
        }
    }

    /** Asks what may be asked twice, of its successor if it dies meanwhile. */
    String askAgain(String line, int longestMillis) throws InterruptedException {
        long began = System.nanoTime();
        while (true) {
            try {
                return ask(line, longestMillis);
            } catch (IOException e) {
                if (System.nanoTime() - began > LONGEST_SILENCE.toNanos()) {
                    throw new UncheckedIOException(
                            "service " + name + " has not answered '" + line + "' for " + LONGEST_SILENCE, e);
                }
                Thread.sleep(BETWEEN_QUESTIONS_MILLIS);
            }
        }
    }

    /** Kills it as {@code kill -9} does, and waits until it is gone; it is started again by itself. */
    void kill() {
        Process victim = current();
        port = NOT_READY;
        victim.destroyForcibly();
        try {
            if (!victim.waitFor(LONGEST_DEATH_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("process " + victim.pid() + " of service " + name + " does not die");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it as a deploy does, and waits until it is gone; its successor is started by itself. */
    void stop() throws InterruptedException {
        Process victim = current();
        port = NOT_READY;
        victim.destroy();
        if (!victim.waitFor(LONGEST_STOP_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("process " + victim.pid() + " of service " + name + " does not end");
        }
    }

    /** Keeps it from running, in the middle of whatever it does; answers how to let it go on. */
    Runnable pause() {
        Process paused = current();
        signal("-STOP", paused);
        return () -> signal("-CONT", paused);
    }

    private static void signal(String which, Process process) {
        try {
            Process sent = new ProcessBuilder("kill", which, Long.toString(process.pid())).start();
            // One that was killed meanwhile takes no signal, and needs none.
            sent.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("sending " + which + " to process " + process.pid(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        kill();
    }

    private synchronized Process current() {
        return process;
    }

    private synchronized void start() {
        if (closed) {
            return;
        }
        try {
            process = new ProcessBuilder(command()).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new UncheckedIOException("starting service " + name, e);
        }
        Process started = process;
        Thread reader = new Thread(() -> follow(started), "service " + name);
        reader.setDaemon(true);
        reader.start();
    }

    private List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM);
        command.addAll(List.of(
                "-cp", classPath(), CrashService.class.getName(), file.path().toString()));
        command.addAll(options.get().arguments());
        return command;
    }

    /** Surefire starts with a jar that only names the class path, and keeps the plain one beside. */
    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    /** Writes down what it says, and brings up its successor when it has said its last. */
    private void follow(Process started) {
        try (BufferedReader said =
                        new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8));
                Writer kept = Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                receive(line, started);
                listener.accept(line);
                kept.write(line + "\n");
                kept.flush();
            }
        } catch (IOException e) {
            // The pipe broke with the process.
        }
        port = NOT_READY;
        deaths.incrementAndGet();
        start();
    }

    private synchronized void receive(String line, Process started) {
        if (line.startsWith(CrashService.READY) && started == process) {
            port = Integer.parseInt(line.split(" ", -1)[1]);
        }
    }
}
