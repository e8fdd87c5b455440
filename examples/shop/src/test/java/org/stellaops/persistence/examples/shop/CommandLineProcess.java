// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.shop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The runnable jar of the command line, as a process of its own. */
record CommandLineProcess(Path folder) {

    private static final Path JAR = Path.of("..", "..", "persistence-cli", "target", "persistence.jar");
    private static final Path SHOP = Path.of("target", "shop.jar");

    /** What a command printed, and how it ended. */
    record Ended(int code, String out, String err) {}

    static Path jar() {
        return JAR;
    }

    static Path shop() {
        return SHOP;
    }

    Ended run(String... arguments) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", JAR.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IllegalStateException("the command does not end: " + command);
        }
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
