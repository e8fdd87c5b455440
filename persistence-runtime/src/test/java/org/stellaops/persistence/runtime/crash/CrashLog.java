// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Says what happens on the console and in a file. For one thread. */
final class CrashLog {

    private final Path file;

    /** Starts a new log in this folder, which is made. */
    CrashLog(Path folder) throws IOException {
        Files.createDirectories(folder);
        this.file = folder.resolve("crash-run.log");
        Files.deleteIfExists(file);
    }

    void say(String line) {
        System.out.println(line);
        try {
            Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
