// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status.internal.http;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.status.content.PageContent;
import org.stellaops.persistence.status.internal.web.ActionAnswers;
import org.stellaops.persistence.status.internal.web.ActionAnswers.Answer;
import org.stellaops.persistence.status.internal.web.HostCheck;

/**
 * Orders: accepted with the token in the header {@code Authorization} only, from this page only, as JSON of a limited size. A
 * browser does not send that header by itself, so no other site can order anything in somebody's name.
 */
final class ActionHandler {

    private static final Set<String> KNOWN = Set.of("plan", "cutover");
    private static final String BEARER = "bearer ";
    private static final int LARGEST_BODY = 4096;

    private final ActionAnswers answers;
    private final HostCheck hosts;
    private final Predicate<String> token;
    private final Executor workers;

    ActionHandler(ActionAnswers answers, HostCheck hosts, Predicate<String> token, Executor workers) {
        this.answers = answers;
        this.hosts = hosts;
        this.token = token;
        this.workers = workers;
    }

    boolean handle(Request request, Response response, Callback callback, String action) {
        if (!KNOWN.contains(action)) {
            return refuse(request, response, callback, HttpStatus.NOT_FOUND_404, "there is no such action");
        }
        if (!request.getMethod().equals("POST")) {
            response.getHeaders().put(HttpHeader.ALLOW, "POST");
            return refuse(request, response, callback, HttpStatus.METHOD_NOT_ALLOWED_405, "orders are sent with POST");
        }
        String origin = request.getHeaders().get(HttpHeader.ORIGIN);
        if (origin != null && !hosts.allowsOrigin(origin)) {
            return refuse(
                    request, response, callback, HttpStatus.FORBIDDEN_403, "orders are taken from this page only");
        }
        if (!isAllowed(request.getHeaders().get(HttpHeader.AUTHORIZATION))) {
            response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
            return refuse(request, response, callback, HttpStatus.UNAUTHORIZED_401, "the token is missing or wrong");
        }
        return body(request, response, callback, action);
    }

    private boolean isAllowed(@Nullable String header) {
        return header != null
                && header.toLowerCase(Locale.ROOT).startsWith(BEARER)
                && token.test(header.substring(BEARER.length()).strip());
    }

    private boolean body(Request request, Response response, Callback callback, String action) {
        String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            return refuse(
                    request, response, callback, HttpStatus.UNSUPPORTED_MEDIA_TYPE_415, "an order is application/json");
        }
        long length = request.getLength();
        if (length < 0 || length > LARGEST_BODY) {
            return refuse(
                    request,
                    response,
                    callback,
                    HttpStatus.PAYLOAD_TOO_LARGE_413,
                    "an order has a length, of at most " + LARGEST_BODY + " bytes");
        }
        try {
            // A plan waits for the stores, which a thread of the server must not.
            workers.execute(() -> answer(request, response, callback, action));
        } catch (RejectedExecutionException e) {
            return refuse(
                    request,
                    response,
                    callback,
                    HttpStatus.SERVICE_UNAVAILABLE_503,
                    "too many orders at once; try again");
        }
        return true;
    }

    private void answer(Request request, Response response, Callback callback, String action) {
        try {
            String body = Content.Source.asString(request, StandardCharsets.UTF_8);
            Answer answer = answers.answer(action, body);
            boolean unused = Reply.send(request, response, callback, answer.status(), PageContent.json(answer.body()));
        } catch (Throwable thrown) {
            callback.failed(thrown);
        }
    }

    private static boolean refuse(Request request, Response response, Callback callback, int status, String text) {
        // Before the body was read: the connection cannot be used again.
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
        return Reply.problem(request, response, callback, status, text);
    }
}
