// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status.internal.http;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.stellaops.persistence.status.internal.web.ActionAnswers;
import org.stellaops.persistence.status.internal.web.ActionDesk;
import org.stellaops.persistence.status.internal.web.HostCheck;
import org.stellaops.persistence.status.internal.web.PageDocuments;

/**
 * The server. Threads, connections, sizes and times are limited, so that whatever is sent to it costs the service little: what
 * is beyond a limit is refused or closed.
 */
public final class HttpService implements AutoCloseable {

    private static final int MOST_THREADS = 8;
    private static final int MOST_CONNECTIONS = 96;
    private static final int LARGEST_HEADER = 8192;
    private static final int MOST_PLANS = 2;
    private static final Duration LONGEST_IDLE = Duration.ofSeconds(20);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(2);

    private final Server server;
    private final ServerConnector connector;
    private final EventStreams streams;
    private final ThreadPoolExecutor plans = new ThreadPoolExecutor(
            0, MOST_PLANS, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), HttpService::planThread);

    /**
     * Does not listen yet.
     *
     * @param token whether a text is the token; empty for a page that only shows
     */
    public HttpService(
            PageDocuments documents, Optional<ActionDesk> desk, HostCheck hosts, Optional<Predicate<String>> token) {
        // What waits for a thread is bounded by the number of connections.
        QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, 1, 30_000);
        threads.setName("persistence-status-http");
        threads.setDaemon(true);
        server = new Server(threads);
        connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration()));
        connector.setIdleTimeout(LONGEST_IDLE.toMillis());
        connector.setAcceptQueueSize(MOST_CONNECTIONS);
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, server));
        server.setStopTimeout(LONGEST_STOP.toMillis());
        server.setErrorHandler((request, response, callback) -> Reply.problem(
                request, response, callback, response.getStatus(), HttpStatus.getMessage(response.getStatus())));
        streams = new EventStreams(documents);
        Optional<ActionHandler> actions = token.flatMap(
                allowed -> desk.map(it -> new ActionHandler(new ActionAnswers(it), hosts, allowed, plans)));
        server.setHandler(new PageHandler(documents, hosts, streams, actions));
    }

    private static HttpConfiguration configuration() {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setRequestHeaderSize(LARGEST_HEADER);
        configuration.setSendServerVersion(false);
        configuration.setSendXPoweredBy(false);
        configuration.setMinRequestDataRate(64);
        return configuration;
    }

    /**
     * Listens.
     *
     * @return the port
     * @throws IOException if it cannot
     */
    public int start(String bind, int port) throws IOException {
        connector.setHost(bind);
        connector.setPort(port);
        try {
            server.start();
        } catch (IOException e) {
            close();
            throw e;
        } catch (Exception e) {
            close();
            throw new IllegalStateException("the server of the status page does not start", e);
        }
        return connector.getLocalPort();
    }

    /** Ends the streams, then the server; waits some seconds at most. */
    @Override
    public void close() {
        streams.close();
        plans.shutdownNow();
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the server of the status page does not stop", e);
        }
    }

    private static Thread planThread(Runnable work) {
        Thread made = new Thread(work, "persistence-status-plan");
        made.setDaemon(true);
        return made;
    }
}
