// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status.internal.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.stellaops.persistence.status.content.PageContent;
import org.stellaops.persistence.status.content.PageSecurity;

/** Writes answers, each with what browsers are told to allow. */
final class Reply {

    private Reply() {}

    static void headers(Response response) {
        PageSecurity.headers().forEach((name, value) -> response.getHeaders().put(name, value));
    }

    static boolean content(Request request, Response response, Callback callback, PageContent content) {
        return send(request, response, callback, HttpStatus.OK_200, content);
    }

    static boolean problem(Request request, Response response, Callback callback, int status, String text) {
        return send(request, response, callback, status, PageContent.of("text/plain; charset=utf-8", text + "\n"));
    }

    static boolean send(Request request, Response response, Callback callback, int status, PageContent content) {
        headers(response);
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, content.type());
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, content.bytes().length);
        boolean isHead = "HEAD".equals(request.getMethod());
        ByteBuffer body = isHead ? ByteBuffer.allocate(0) : ByteBuffer.wrap(content.bytes());
        response.write(true, body, callback);
        return true;
    }
}
