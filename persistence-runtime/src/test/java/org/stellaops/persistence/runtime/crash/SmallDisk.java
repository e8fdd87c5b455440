// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A file system of a few megabytes that can be filled to the last byte, where this process may mount one. */
final class SmallDisk implements AutoCloseable {

    private static final String SIZE = "512m";
    private static final int BLOCK = 1 << 20;
    private static final int LONGEST_COMMAND_SECONDS = 10;

    private final Optional<Path> directory;
    private volatile boolean full;

    private SmallDisk(Optional<Path> directory) {
        this.directory = directory;
    }

    static SmallDisk mount() {
        try {
            Path place = Files.createTempDirectory("crash-run-disk-");
            boolean mounted = runs("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "tmpfs", place.toString());
            if (!mounted) {
                Files.delete(place);
            }
            return new SmallDisk(mounted ? Optional.of(place) : Optional.empty());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it is; empty if this process may not mount. */
    Optional<Path> directory() {
        return directory;
    }

    /** Fills what is left, to the last byte. */
    void fill() {
        full = true;
        byte[] block = new byte[BLOCK];
        try (OutputStream ballast = Files.newOutputStream(ballast())) {
            for (int size = BLOCK; size > 0; size /= 2) {
                fill(ballast, block, size);
            }
        } catch (IOException e) {
            // Full at closing as well.
        }
    }

    private static void fill(OutputStream ballast, byte[] block, int size) {
        try {
            while (true) {
                ballast.write(block, 0, size);
            }
        } catch (IOException e) {
            // As full as blocks of this size make it.
        }
    }

    boolean isFull() {
        return full;
    }

    /** Makes room again. */
    void free() {
        full = false;
        try {
            Files.deleteIfExists(ballast());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        directory.ifPresent(it -> {
            try {
                if (runs("umount", "-l", it.toString())) {
                    Files.delete(it);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("giving up on " + it, e);
            }
        });
    }

    private Path ballast() {
        return directory.orElseThrow().resolve("ballast");
    }

    private static boolean runs(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            return process.waitFor(LONGEST_COMMAND_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
