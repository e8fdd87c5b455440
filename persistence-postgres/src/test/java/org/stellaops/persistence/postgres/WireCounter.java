// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** A proxy before PostgreSQL that reads the client's messages: what is counted is what is on the wire. */
final class WireCounter implements AutoCloseable {

    private static final int SSL_REQUEST = 80877103;
    private static final int GSS_REQUEST = 80877104;

    private final InetSocketAddress server;
    private final ServerSocket listener;
    private final AtomicInteger roundTrips = new AtomicInteger();
    private final AtomicInteger statements = new AtomicInteger();

    private WireCounter(InetSocketAddress server, ServerSocket listener) {
        this.server = server;
        this.listener = listener;
    }

    static WireCounter before(InetSocketAddress server) throws IOException {
        WireCounter counter = new WireCounter(server, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        daemon(counter::accept);
        return counter;
    }

    int port() {
        return listener.getLocalPort();
    }

    void reset() {
        roundTrips.set(0);
        statements.set(0);
    }

    /** How often the client has asked and waited since {@link #reset}. */
    int roundTrips() {
        return roundTrips.get();
    }

    /** How many statements were executed since {@link #reset}. */
    int statements() {
        return statements.get();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private interface Io {
        void run() throws IOException;
    }

    private static void daemon(Io work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // One of the two ends has closed.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            daemon(() -> serve(client));
        }
    }

    private void serve(Socket client) throws IOException {
        try (client;
                Socket upstream = new Socket(server.getHostString(), server.getPort())) {
            client.setTcpNoDelay(true);
            upstream.setTcpNoDelay(true);
            daemon(() -> copy(upstream.getInputStream(), client.getOutputStream()));
            forward(new DataInputStream(client.getInputStream()), upstream.getOutputStream());
        }
    }

    private static void copy(InputStream from, OutputStream to) throws IOException {
        long unused = from.transferTo(to);
    }

    private void forward(DataInputStream in, OutputStream to) throws IOException {
        DataOutputStream out = new DataOutputStream(to);
        int code;
        do {
            int length = in.readInt();
            byte[] body = in.readNBytes(length - 4);
            out.writeInt(length);
            out.write(body);
            out.flush();
            code = java.nio.ByteBuffer.wrap(body).getInt();
        } while (code == SSL_REQUEST || code == GSS_REQUEST);
        while (true) {
            int type = in.readUnsignedByte();
            int length = in.readInt();
            byte[] body = in.readNBytes(length - 4);
            count((char) type);
            out.writeByte(type);
            out.writeInt(length);
            out.write(body);
            if (in.available() == 0) {
                out.flush();
            }
        }
    }

    private void count(char type) {
        if (type == 'S' || type == 'Q') {
            roundTrips.incrementAndGet();
        }
        if (type == 'E' || type == 'Q') {
            statements.incrementAndGet();
        }
    }
}
