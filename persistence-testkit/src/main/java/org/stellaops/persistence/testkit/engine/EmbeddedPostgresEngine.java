// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.engine;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A real server from a jar, started as a child of this process; also when this process runs as root. */
final class EmbeddedPostgresEngine extends PostgresEngine {

    private static final String HOST = "localhost";
    private static final String USER = "postgres";
    private static final Duration START_WAIT = Duration.ofSeconds(60);
    private static final int KILL_WAIT_SECONDS = 10;

    /** After a kill, the server's orphans hold its shared memory for up to two seconds; each attempt takes up to a minute. */
    private static final int START_ATTEMPTS = 3;

    /** The starter's, in the data directory. */
    private static final String LOCK_FILE = "epg-lock";

    private static Optional<Path> binaries = Optional.empty();

    private final PostgresOptions options;
    private final Path data;

    private final AtExit atExit;

    private int port;

    private Optional<EmbeddedPostgres> running = Optional.empty();

    EmbeddedPostgresEngine(PostgresOptions options) {
        this.options = options;
        this.data = options.dataDirectory().orElseGet(() -> PrivateDirectory.temporary("persistence-testkit-data-"));
        this.port = options.port();
        startAgain();
        this.atExit = new AtExit(this::close);
    }

    @Override
    PostgresDatabase administration() {
        return new PostgresDatabase(InetSocketAddress.createUnresolved(HOST, port), "postgres", USER, "");
    }

    @Override
    String describe(String version) {
        return "embedded PostgreSQL " + version + " (zonky)";
    }

    @Override
    public boolean isRestartable() {
        return true;
    }

    @Override
    public void stop() {
        try {
            if (running.isPresent()) {
                running.get().close();
            }
        } catch (IOException e) {
            throw new EngineException("stopping the embedded PostgreSQL in " + data + " failed", e);
        } finally {
            running = Optional.empty();
        }
    }

    @Override
    public void kill() {
        postmaster().ifPresent(EmbeddedPostgresEngine::killAndWait);
        // Releases the lock file that the dead server's starter still holds.
        stop();
    }

    @Override
    public void startAgain() {
        if (running.isPresent()) {
            throw new IllegalStateException("the embedded PostgreSQL in " + data + " runs already");
        }
        List<Exception> failures = new ArrayList<>();
        while (running.isEmpty()) {
            try {
                running = Optional.of(builder().start());
            } catch (IOException | IllegalStateException e) {
                failures.add(e);
                if (failures.size() == START_ATTEMPTS) {
                    throw failed(failures);
                }
                abandonStart(e);
            }
        }
        port = running.get().getPort();
    }

    private EngineException failed(List<Exception> failures) {
        EngineException failed = new EngineException(
                "starting the embedded PostgreSQL in " + data + " failed " + failures.size()
                        + " times; as root it needs the command unshare and user namespaces",
                failures.get(0));
        failures.stream().skip(1).forEach(failed::addSuppressed);
        return failed;
    }

    /**
     * Lets the next start begin afresh. A starter that gave up waiting keeps its lock, and its server may still come up; any other
     * failure may be that of a lock which somebody else holds, whose server is left alone.
     */
    private void abandonStart(Exception failure) {
        if (failure instanceof IOException) {
            postmaster().ifPresent(EmbeddedPostgresEngine::killAndWait);
            try {
                // The lock is one on this file, so that a new file is free.
                boolean unusedAnswer = Files.deleteIfExists(data.resolve(LOCK_FILE));
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
    }

    @Override
    public void close() {
        atExit.isDone();
        stop();
        if (options.dataDirectory().isEmpty()) {
            PrivateDirectory.delete(data);
        }
    }

    private EmbeddedPostgres.Builder builder() {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(binaries().toFile())
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                // See AtExit, which also removes the data.
                .setRegisterShutdownHook(false)
                .setPGStartupWait(START_WAIT);
        options.serverConfig().forEach((name, value) -> set(builder, name, value));
        return port == 0 ? builder : builder.setPort(port);
    }

    private static void set(EmbeddedPostgres.Builder builder, String name, String value) {
        builder.setServerConfig(name, value);
    }

    /** Empty if the server has stopped by itself, or for somebody else, and taken its file away. */
    private Optional<ProcessHandle> postmaster() {
        try {
            List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
            return lines.isEmpty()
                    ? Optional.empty()
                    : ProcessHandle.of(Long.parseLong(lines.get(0).trim()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new EngineException("finding the process of the embedded PostgreSQL in " + data + " failed", e);
        }
    }

    private static void killAndWait(ProcessHandle process) {
        boolean unusedAnswer = process.destroyForcibly();
        try {
            process.onExit().get(KILL_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new EngineException("process " + process.pid() + " did not die", e);
        }
    }

    /** Unpacked once for each user, in a place where nobody else can put binaries of his own. */
    private static synchronized Path binaries() {
        if (binaries.isEmpty()) {
            binaries = Optional.of(unpackingDirectory());
        }
        return binaries.get();
    }

    private static Path unpackingDirectory() {
        try {
            Path cache =
                    PrivateDirectory.kept(Path.of(System.getProperty("user.home"), ".cache"), "persistence-testkit");
            // Its rights are set by whoever unpacks; those of its parent keep others out.
            return Files.createDirectories(cache.resolve("postgres"));
        } catch (IOException e) {
            Path fresh = PrivateDirectory.temporary("persistence-testkit-postgres-");
            AtExit unused = new AtExit(() -> PrivateDirectory.delete(fresh));
            return fresh;
        }
    }
}
