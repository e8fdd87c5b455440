// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/**
 * A TCP proxy in this process between a client and a server that injects network faults.
 *
 * <p>A fault applies to open and new connections, until {@link #forward} or another fault. The
 * port stays the same from start to close, so a client may keep its address; the server may be restarted behind it.
 *
 * <p><b>Threads.</b> Safe for concurrent use; two threads for each connection, all daemons. <b>Blocking.</b> No method
 * waits. <b>Failure.</b> {@link UncheckedIOException} if no port can be had.
 */
public final class FaultProxy implements AutoCloseable {

    private final InetSocketAddress server;
    private final Weather weather = new Weather();
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

    private final ServerSocket listener;

    private FaultProxy(InetSocketAddress server, ServerSocket listener) {
        this.server = server;
        this.listener = listener;
    }

    /** Starts a proxy in front of a server; it forwards until a fault is set. */
    public static FaultProxy before(InetSocketAddress server) {
        return before(server, ServerSocketFactory.getDefault());
    }

    /**
     * Starts a proxy that speaks TLS with clients and none with the server, for servers that cannot.
     *
     * @param tls its certificate, and whom it trusts
     * @param clientCertificates whether clients must show a certificate that it trusts
     */
    public static FaultProxy terminatingTls(InetSocketAddress server, SSLContext tls, boolean clientCertificates) {
        FaultProxy proxy = before(server, tls.getServerSocketFactory());
        ((SSLServerSocket) proxy.listener).setNeedClientAuth(clientCertificates);
        return proxy;
    }

    private static FaultProxy before(InetSocketAddress server, ServerSocketFactory listeners) {
        try {
            ServerSocket listener = listeners.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
            FaultProxy proxy = new FaultProxy(server, listener);
            Connection.daemon("fault-proxy " + listener.getLocalPort(), proxy::acceptAll);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException("no port for a fault proxy before " + server, e);
        }
    }

    /** Where clients connect instead. */
    public InetSocketAddress address() {
        return InetSocketAddress.createUnresolved("localhost", listener.getLocalPort());
    }

    /** Ends every fault; stalled data is forwarded. */
    public void forward() {
        weather.become(LinkFault.NONE, Duration.ZERO);
    }

    /** Cuts every connection that is open now; new ones are forwarded. */
    public void cut() {
        connections.forEach(Connection::cut);
    }

    /** Accepts connections and cuts them at once, the open ones as well. */
    public void refuse() {
        weather.become(LinkFault.REFUSE, Duration.ZERO);
        cut();
    }

    /** Lets no byte pass in either direction and keeps connections open: a network that swallows packets. */
    public void stall() {
        weather.become(LinkFault.STALL, Duration.ZERO);
    }

    /** Holds back every piece of data, in each direction, for this long. */
    public void delay(Duration howLong) {
        weather.become(LinkFault.DELAY, howLong);
    }

    /** Lets requests through and swallows what the server answers: the acknowledgement is lost, the write is not. */
    public void dropReplies() {
        weather.become(LinkFault.DROP_REPLIES, Duration.ZERO);
    }

    /**
     * Cuts each connection at its first answer, once the server has done what was asked: a lost
     * acknowledgement that the client notices at once.
     */
    public void cutOnReply() {
        weather.become(LinkFault.CUT_ON_REPLY, Duration.ZERO);
    }

    /**
     * Cuts each connection at its first request, before the server sees it: the client cannot distinguish that from a
     * lost acknowledgement.
     */
    public void cutOnRequest() {
        cutOnRequest(sent -> true);
    }

    /**
     * As {@link #cutOnRequest()}, at the first request that is of this kind.
     *
     * @param which asked of what a client sent, as far as it arrived at once, by the threads of the connections
     */
    public void cutOnRequest(Predicate<byte[]> which) {
        weather.becomeCutOn(which);
    }

    /** How many connections are open now. */
    public int openConnections() {
        return connections.size();
    }

    /** Cuts all connections and closes the port. Closing twice is harmless. */
    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        forward();
        cut();
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                accept(listener.accept());
            } catch (IOException e) {
                // Closed, or a client that disconnected before it was accepted; the loop's condition decides.
            }
        }
    }

    private void accept(Socket client) throws IOException {
        if (weather.fault() == LinkFault.REFUSE) {
            Connection.reset(client);
            return;
        }
        Socket upstream;
        try {
            // Otherwise a request or answer of two packets takes 40 ms: the proxy waits for an acknowledgement that the
            // other end delays.
            client.setTcpNoDelay(true);
            upstream = new Socket(server.getHostString(), server.getPort());
            upstream.setTcpNoDelay(true);
        } catch (IOException e) {
            Connection.reset(client);
            return;
        }
        Connection connection = new Connection(client, upstream, weather, connections::remove);
        connections.add(connection);
        connection.start();
    }
}
