// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Requests as they are sent, with whatever headers a client makes up. */
final class HttpRequests {

    private final URI address;

    HttpRequests(URI address) {
        this.address = address;
    }

    /** An answer as it came. */
    record Raw(int status, String text) {

        String header(String name) {
            return text.lines()
                    .takeWhile(it -> !it.isEmpty())
                    .filter(it -> it.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                    .map(it -> it.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse("");
        }
    }

    Raw get(String path) throws IOException {
        return send(
                "GET " + path + " HTTP/1.1\r\nHost: localhost:" + address.getPort() + "\r\nConnection: close\r\n\r\n");
    }

    Raw post(String path, String headers, String body) throws IOException {
        return send("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n" + headers + "\r\n" + body);
    }

    /** Sends a request and reads until the server closes the connection. */
    Raw send(String request) throws IOException {
        try (Socket socket = open()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            InputStream in = socket.getInputStream();
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            int status = text.startsWith("HTTP/1.1 ") ? Integer.parseInt(text.substring(9, 12)) : 0;
            return new Raw(status, text.replace("\r\n", "\n"));
        }
    }

    Socket open() throws IOException {
        Socket socket = new Socket(address.getHost(), address.getPort());
        socket.setSoTimeout(30_000);
        return socket;
    }
}
