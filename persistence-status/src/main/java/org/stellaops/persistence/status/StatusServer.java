// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Optional;
import java.util.function.Predicate;
import org.stellaops.persistence.status.internal.http.HttpService;
import org.stellaops.persistence.status.internal.web.HostCheck;

/**
 * A small server for one page. Its threads, connections, sizes and times are limited, and none of its threads waits for a store.
 *
 * <p><b>Threads.</b> Safe for concurrent use; owns its threads, all of them daemons. <b>Blocking.</b> Starting and closing wait
 * for the network, some seconds at most.
 */
public final class StatusServer implements AutoCloseable {

    private final HttpService service;
    private final URI address;

    private StatusServer(HttpService service, URI address) {
        this.service = service;
        this.address = address;
    }

    /**
     * Starts to serve a page, which stays open when the server is closed.
     *
     * @throws IllegalArgumentException if there is a token and nothing that it could allow
     * @throws UncheckedIOException if the address cannot be listened on
     */
    public static StatusServer start(StatusPage page, ServerSettings settings) {
        if (settings.token().isPresent() && !page.hasActions()) {
            throw new IllegalArgumentException("there is a token, but this page has no actions; leave the token out");
        }
        Optional<Predicate<String>> token = settings.token().map(it -> it::matches);
        HttpService service = new HttpService(page.documents(), page.desk(), new HostCheck(settings.hosts()), token);
        try {
            int port = service.start(settings.bind(), settings.port());
            if (token.isPresent()) {
                page.documents().offerActions();
            }
            String host = settings.bind().contains(":") ? "[" + settings.bind() + "]" : settings.bind();
            return new StatusServer(service, URI.create("http://" + host + ":" + port + "/"));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the status page cannot listen on " + settings.bind() + ":" + settings.port()
                            + "; name another port, or end what listens there: " + e.getMessage(),
                    e);
        }
    }

    /** Where it listens. */
    public URI address() {
        return address;
    }

    /** Ends every connection, then stops to listen. Closing twice is harmless. */
    @Override
    public void close() {
        service.close();
    }
}
