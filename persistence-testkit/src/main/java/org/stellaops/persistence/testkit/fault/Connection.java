// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.fault;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.function.Consumer;

/** One connection of a client through the proxy. */
final class Connection {

    private static final int BUFFER = 16 * 1024;

    private final Socket client;
    private final Socket server;
    private final Weather weather;
    private final Consumer<Connection> whenGone;

    Connection(Socket client, Socket server, Weather weather, Consumer<Connection> whenGone) {
        this.client = client;
        this.server = server;
        this.weather = weather;
        this.whenGone = whenGone;
    }

    void start() {
        daemon("fault-proxy to " + server.getPort(), () -> pump(client, server, false));
        daemon("fault-proxy from " + server.getPort(), () -> pump(server, client, true));
    }

    void cut() {
        whenGone.accept(this);
        reset(client);
        reset(server);
    }

    /** Closes with a reset instead of an orderly shutdown, so that both ends see a broken network. */
    static void reset(Socket socket) {
        try (socket) {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // Already broken, as intended.
        }
    }

    static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void pump(Socket from, Socket to, boolean replies) {
        byte[] buffer = new byte[BUFFER];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (passes(replies, buffer, read)) {
                    out.write(buffer, 0, read);
                    out.flush();
                }
            }
        } catch (IOException e) {
            // One end is closed; the other is closed below.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            cut();
        }
    }

    private boolean passes(boolean replies, byte[] buffer, int length) throws IOException, InterruptedException {
        LinkFault fault = weather.await();
        if (fault == LinkFault.DELAY) {
            weather.awaitDelay();
        } else if (fault == LinkFault.CUT_ON_REPLY && replies) {
            throw new IOException("cut on reply");
        } else if (fault == LinkFault.CUT_ON_REQUEST && !replies && weather.cutsOn(Arrays.copyOf(buffer, length))) {
            throw new IOException("cut on request");
        }
        return !(fault == LinkFault.DROP_REPLIES && replies);
    }
}
