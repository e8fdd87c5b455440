// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.gate.StageGate;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.PersistenceBuilder;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.runtime.config.ConfigException;

/**
 * The service under test, in a process of its own that is killed without warning: opens the library as any service does and
 * answers one line for each line that it is sent, on as many connections as there are callers.
 *
 * <p>Arguments: the configuration file, which it follows while it serves, and {@link StartOptions}. Says {@value #READY} and
 * port when it serves, {@value #STEP}, name, epoch and module of each step of a change of leader that it makes, and {@value #STALE} and
 * token of each stale-epoch write that it reports.
 */
final class CrashService {

    static final String READY = "@ready";
    static final String STEP = "@step";
    static final String STALE = "@stale";

    private static final int LONGEST_START_MILLIS = 60_000;
    private static final int BETWEEN_STARTS_MILLIS = 100;

    private CrashService() {}

    /** Serves until it is killed, or until whoever started it is gone. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        endWithParent();
        StartOptions options = StartOptions.of(Arrays.copyOfRange(arguments, 1, arguments.length));
        Persistence persistence = open(Path.of(arguments[0]), options);
        // What a deploy ends in an orderly way says goodbye to the other members; what is killed does not.
        Runtime.getRuntime().addShutdownHook(new Thread(persistence::close, "close"));
        try (ServerSocket listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress())) {
            System.out.println(READY + " " + listener.getLocalPort());
            while (true) {
                Socket caller = listener.accept();
                daemon("caller", () -> serve(caller, new ServiceCalls(persistence, options.version())));
            }
        }
    }

    private static void serve(Socket caller, ServiceCalls calls) {
        try (caller;
                BufferedReader asked =
                        new BufferedReader(new InputStreamReader(caller.getInputStream(), StandardCharsets.UTF_8));
                Writer answers = new OutputStreamWriter(caller.getOutputStream(), StandardCharsets.UTF_8)) {
            caller.setTcpNoDelay(true);
            for (String line = asked.readLine(); line != null; line = asked.readLine()) {
                answers.write(calls.answer(line.split(" ", -1)) + "\n");
                answers.flush();
            }
        } catch (IOException e) {
            // The caller is gone; it learns of no answer.
        }
    }

    /** A store that is down, or a lead that moves at this moment, is waited for. */
    private static Persistence open(Path file, StartOptions options) throws InterruptedException {
        long began = System.nanoTime();
        while (true) {
            try {
                PersistenceBuilder builder = Persistence.builder(Config.load(file))
                        .modules(CrashTypes.descriptor(options.version()))
                        .clock(() -> Instant.now().plus(options.skew()))
                        .meters(new SimpleMeterRegistry())
                        .listener(CrashService::tell)
                        .failIfUnreachable();
                return (options.gates() ? builder : builder.gates(StageGate.none())).open();
            } catch (IllegalStateException | StoreException | ConfigException e) {
                if ((System.nanoTime() - began) / 1_000_000 > LONGEST_START_MILLIS) {
                    throw e;
                }
                Thread.sleep(BETWEEN_STARTS_MILLIS);
            }
        }
    }

    private static void tell(DualWriteEvent event) {
        if (event instanceof DualWriteEvent.LeaderChangeStep it) {
            System.out.println(STEP + " " + it.step().replace(' ', '-') + " " + it.epoch() + " " + it.module());
        } else if (event instanceof DualWriteEvent.StaleWriteFound it) {
            System.out.println(STALE + " " + it.staleWrite().token());
        }
    }

    private static void endWithParent() {
        daemon("parent", () -> {
            try {
                while (System.in.read() >= 0) {
                    // Nothing is said on it.
                }
            } catch (IOException e) {
                // As good as closed.
            }
            Runtime.getRuntime().halt(0);
        });
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
