// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status.internal.http;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.stellaops.persistence.status.internal.web.PageDocuments;

/** The readers of server-sent events; their number is limited. Safe for concurrent use. */
final class EventStreams {

    static final int MOST = 32;

    private final PageDocuments documents;
    private final Set<EventStream> streams = new LinkedHashSet<>();
    private final Consumer<String> publishing = this::publish;
    private boolean closed;

    EventStreams(PageDocuments documents) {
        this.documents = documents;
        documents.listen(publishing);
    }

    boolean open(Request request, Response response, Callback callback) {
        EventStream stream = new EventStream(response, callback, this::forget);
        synchronized (this) {
            if (closed || streams.size() >= MOST) {
                response.getHeaders().put(HttpHeader.RETRY_AFTER, "5");
                return Reply.problem(
                        request, response, callback, HttpStatus.SERVICE_UNAVAILABLE_503, "too many readers at once");
            }
            streams.add(stream);
        }
        Reply.headers(response);
        response.setStatus(HttpStatus.OK_200);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
        // For a proxy that would otherwise collect events.
        response.getHeaders().put("X-Accel-Buffering", "no");
        stream.begin(documents.snapshot());
        return true;
    }

    void close() {
        documents.forget(publishing);
        List<EventStream> all;
        synchronized (this) {
            closed = true;
            all = new ArrayList<>(streams);
        }
        all.forEach(EventStream::end);
    }

    private void publish(String snapshot) {
        List<EventStream> all;
        synchronized (this) {
            all = new ArrayList<>(streams);
        }
        all.forEach(it -> it.send(snapshot));
    }

    private synchronized void forget(EventStream stream) {
        streams.remove(stream);
    }
}
