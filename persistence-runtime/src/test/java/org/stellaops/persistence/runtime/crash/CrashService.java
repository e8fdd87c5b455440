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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.dualwrite.gate.StageGate;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.config.Config;

/**
 * The service under test, in a process of its own that is killed without warning: opens the library as any service does and
 * answers one line for each line that it is sent, on as many connections as there are callers.
 *
 * <p>Arguments: a configuration in which {@value #STAGE} stands for the stage, then stages in the order in which they are to
 * be tried. Says {@value #READY}, port and stage when it serves.
 */
final class CrashService {

    static final String STAGE = "%stage%";
    static final String READY = "@ready";

    private static final int LONGEST_START_MILLIS = 60_000;
    private static final int BETWEEN_STARTS_MILLIS = 100;

    private CrashService() {}

    /** Serves until it is killed, or until whoever started it is gone. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        endWithParent();
        Persistence persistence = open(Files.readString(Path.of(arguments[0])), arguments);
        try (ServerSocket listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress())) {
            System.out.println(READY + " " + listener.getLocalPort() + " "
                    + persistence.module(CrashTypes.MODULE).stage());
            while (true) {
                Socket caller = listener.accept();
                daemon("caller", () -> serve(caller, new ServiceCalls(persistence)));
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

    /** A stage whose leader does not lead is refused, and the next is tried; a store that is down is waited for. */
    private static Persistence open(String yaml, String... arguments) throws InterruptedException {
        long began = System.nanoTime();
        for (int attempt = 0; ; attempt++) {
            String stage = arguments[1 + attempt % (arguments.length - 1)];
            try {
                return Persistence.builder(Config.parse(yaml.replace(STAGE, stage), Map.of()))
                        .modules(CrashTypes.DESCRIPTOR)
                        .meters(new SimpleMeterRegistry())
                        .gates(StageGate.none())
                        .open();
            } catch (IllegalStateException | StoreException e) {
                if ((System.nanoTime() - began) / 1_000_000 > LONGEST_START_MILLIS) {
                    throw e;
                }
                Thread.sleep(BETWEEN_STARTS_MILLIS);
            }
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
