// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status.internal.http;

import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.status.content.PageContent;
import org.stellaops.persistence.status.internal.web.HostCheck;
import org.stellaops.persistence.status.internal.web.PageDocuments;

/** Answers requests: the page, its files, its data, its events, and orders. */
final class PageHandler extends Handler.Abstract.NonBlocking {

    private static final String ACTIONS = "actions/";

    private final PageDocuments documents;
    private final HostCheck hosts;
    private final EventStreams streams;
    private final Optional<ActionHandler> actions;

    PageHandler(PageDocuments documents, HostCheck hosts, EventStreams streams, Optional<ActionHandler> actions) {
        this.documents = documents;
        this.hosts = hosts;
        this.streams = streams;
        this.actions = actions;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String host = request.getHeaders().get(HttpHeader.HOST);
        if (host == null || !hosts.allows(host)) {
            return Reply.problem(
                    request,
                    response,
                    callback,
                    HttpStatus.MISDIRECTED_REQUEST_421,
                    "this page does not answer to the name of this request; allow it with --host");
        }
        String path = Request.getPathInContext(request);
        String name = path.startsWith("/") ? path.substring(1) : path;
        return name.startsWith(ACTIONS)
                ? action(request, response, callback, name.substring(ACTIONS.length()))
                : read(request, response, callback, name);
    }

    private boolean action(Request request, Response response, Callback callback, String action) {
        if (actions.isEmpty()) {
            return Reply.problem(
                    request,
                    response,
                    callback,
                    HttpStatus.FORBIDDEN_403,
                    "this page only shows: it was started without a token");
        }
        return actions.get().handle(request, response, callback, action);
    }

    private boolean read(Request request, Response response, Callback callback, String name) {
        if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
            response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
            return Reply.problem(
                    request,
                    response,
                    callback,
                    HttpStatus.METHOD_NOT_ALLOWED_405,
                    "only GET and HEAD are answered here");
        }
        if (name.equals("events") && request.getMethod().equals("GET")) {
            return streams.open(request, response, callback);
        }
        return find(request, name)
                .map(it -> Reply.content(request, response, callback, it))
                .orElseGet(() -> Reply.problem(
                        request, response, callback, HttpStatus.NOT_FOUND_404, "there is nothing of this name"));
    }

    private Optional<PageContent> find(Request request, String name) {
        switch (name) {
            case "events":
                // Asked for with HEAD by a page that wants to know whether there are any.
                return Optional.of(PageContent.of("text/event-stream", ""));
            case "", "index.html":
                return Optional.of(documents.index(""));
            case "status.json":
                return Optional.of(PageContent.json(documents.snapshot()));
            case "history.json":
                Fields query = Request.extractQueryParameters(request);
                return documents
                        .history(orEmpty(query.getValue("module")), orEmpty(query.getValue("range")))
                        .map(PageContent::json);
            default:
                return documents.asset(name);
        }
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
