// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Says what happens on the console and in a file. For one thread. */
final class CrashLog {

    private final String run;
    private final Path file;

    /**
     * Starts a new log in this folder, which is made.
     *
     * @param run what runs; its lines begin so
     */
    CrashLog(Path folder, String run) throws IOException {
        Files.createDirectories(folder);
        this.run = run;
        this.file = folder.resolve(run + ".log");
        Files.deleteIfExists(file);
    }

    void say(String what) {
        String line = run + ": " + what;
        System.out.println(line);
        try {
            Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
