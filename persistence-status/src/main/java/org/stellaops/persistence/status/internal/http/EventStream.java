// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status.internal.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One reader of server-sent events. Holds at most one event that is not sent yet: a reader that is slow misses snapshots and
 * gets the newest one. Safe for concurrent use; never waits.
 */
final class EventStream {

    private static final Logger LOG = LoggerFactory.getLogger("org.stellaops.persistence.status");

    private final Response response;
    private final Callback callback;
    private final Consumer<EventStream> ended;
    private @Nullable String waiting;
    private boolean writing;
    private boolean isOver;

    EventStream(Response response, Callback callback, Consumer<EventStream> ended) {
        this.response = response;
        this.callback = callback;
        this.ended = ended;
    }

    /** Sends a snapshot, or keeps it until the one before is sent. */
    synchronized void send(String snapshot) {
        waiting = "data: " + snapshot + "\n\n";
        next();
    }

    /** Begins the stream: how soon a browser calls again, and the first snapshot. */
    synchronized void begin(String snapshot) {
        waiting = "retry: 1000\ndata: " + snapshot + "\n\n";
        next();
    }

    /** Ends the stream in order. */
    void end() {
        if (over()) {
            response.write(true, ByteBuffer.allocate(0), callback);
        }
    }

    private void next() {
        String text = waiting;
        if (isOver || writing || text == null) {
            return;
        }
        waiting = null;
        writing = true;
        response.write(
                false,
                ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)),
                Callback.from(this::written, this::failed));
    }

    private synchronized void written() {
        writing = false;
        next();
    }

    private void failed(Throwable cause) {
        if (over()) {
            try {
                callback.failed(cause);
            } catch (RuntimeException e) {
                // A reader that left is nothing to warn of, and Jetty would.
                LOG.debug("a reader of events left: {}", cause.toString(), e);
            }
        }
    }

    private boolean over() {
        synchronized (this) {
            if (isOver) {
                return false;
            }
            isOver = true;
        }
        ended.accept(this);
        return true;
    }
}
