// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.shadow;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoOptions;

/**
 * The MongoDB stand-in in a process of its own, as a server is. In the process of the caller it shares its garbage collection and its
 * compiler, and a ratio of callers' latencies shows those.
 *
 * <p><b>Threads.</b> For one thread. <b>Blocking.</b> Starting waits for the process. Close it to end the process.
 */
final class MongoServer implements AutoCloseable {

    private final Process process;
    private final InetSocketAddress address;

    private MongoServer(Process process, InetSocketAddress address) {
        this.process = process;
        this.address = address;
    }

    /** Runs the server until standard input ends. */
    public static void main(String[] arguments) throws IOException {
        try (MongoEngine mongo = MongoEngine.startEmbedded(MongoOptions.defaults())) {
            System.out.println(
                    mongo.address().getHostString() + " " + mongo.address().getPort());
            while (System.in.read() >= 0) {
                // Nothing is sent; the end of the input is the end of the benchmark, however it ended.
            }
        }
    }

    static MongoServer start() throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        MongoServer.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String line =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
        if (line == null) {
            throw new IOException("the MongoDB stand-in did not start");
        }
        String[] parts = line.split(" ", 2);
        return new MongoServer(process, InetSocketAddress.createUnresolved(parts[0], Integer.parseInt(parts[1])));
    }

    InetSocketAddress address() {
        return address;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
