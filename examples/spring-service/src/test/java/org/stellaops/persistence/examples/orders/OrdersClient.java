// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.orders;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Calls the service as its users and operators do. */
final class OrdersClient {

    private final HttpClient http = HttpClient.newHttpClient();
    private final String base;

    OrdersClient(int port) {
        this.base = "http://localhost:" + port;
    }

    int put(String tenant, String id) {
        String body =
                "{\"orderId\":\"%s\",\"customer\":\"Ada\",\"cents\":900,\"lines\":[{\"sku\":\"tea\",\"quantity\":2}]}"
                        .formatted(id);
        HttpRequest.Builder put = request("/" + tenant + "/orders/" + id)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body));
        return send(put).statusCode();
    }

    HttpResponse<String> get(String path) {
        return send(request(path).GET());
    }

    HttpResponse<String> post(String path, String json) {
        return send(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofMinutes(1));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
