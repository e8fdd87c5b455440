// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.persistence.cli.terminal.Terminal;
import org.stellaops.persistence.examples.demo.report.DemoReport;

/** A real Prometheus scrapes the demo; every panel and rule of docs/dashboards has data, or says when it has none. */
@Timeout(600)
class DashboardsTest {

    private static final Path DASHBOARDS = Path.of("..", "..", "docs", "dashboards");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SCRAPED = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void everyQueryHasDataOrSaysWhyNot() throws IOException, InterruptedException {
        Optional<Path> prometheus = Pattern.compile(":")
                .splitAsStream(System.getenv("PATH"))
                .map(it -> Path.of(it, "prometheus"))
                .filter(Files::isExecutable)
                .findFirst();
        Assumptions.assumeTrue(prometheus.isPresent(), "Prometheus is not installed: apt-get install prometheus");
        try (MetricsEndpoint endpoint = MetricsEndpoint.open(0)) {
            int port = freePort();
            Process server = start(prometheus.get(), port, endpoint.port());
            try {
                awaitAnswer(port);
                DemoReport report = new Demo(
                                new DemoOptions(Optional.empty(), 100, 400, 5, Optional.empty(), Optional.empty()),
                                Terminal.standardError(),
                                endpoint.meters())
                        .run();
                assertThat(report.verdict()).isEqualTo(DemoReport.CLEAN);
                checkPanels(port);
                checkRules(port);
            } finally {
                server.destroy();
                if (!server.waitFor(30, TimeUnit.SECONDS)) {
                    server.destroyForcibly();
                }
            }
        }
    }

    private Process start(Path prometheus, int port, int scraped) throws IOException {
        Path config = folder.resolve("prometheus.yml");
        Files.writeString(config, """
                global: { scrape_interval: 1s, evaluation_interval: 1s }
                rule_files: [ "%1$s/recording-rules.yml", "%1$s/alerts.yml" ]
                scrape_configs:
                  - job_name: demo
                    static_configs: [ { targets: [ "localhost:%2$d" ] } ]
                """.formatted(DASHBOARDS.toAbsolutePath().normalize(), scraped));
        return new ProcessBuilder(
                        prometheus.toString(),
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile())
                .start();
    }

    private void awaitAnswer(int port) {
        await().atMost(SCRAPED)
                .ignoreExceptions()
                .until(() -> !query(port, "up").isEmpty());
    }

    private void checkPanels(int port) throws IOException {
        JsonNode dashboard = JSON.readTree(DASHBOARDS.resolve("grafana.json").toFile());
        int withData = 0;
        for (JsonNode panel : dashboard.get("panels")) {
            String description = panel.path("description").asText();
            for (JsonNode target : panel.path("targets")) {
                String expression = concrete(target.get("expr").asText());
                if (!description.contains("Empty:")) {
                    await(panel.get("title").asText() + ": " + expression)
                            .atMost(SCRAPED)
                            .ignoreExceptions()
                            .until(() -> !query(port, expression).isEmpty());
                }
                withData += query(port, expression).isEmpty() ? 0 : 1;
            }
        }
        System.out.println("dashboards: queries-with-data=" + withData);
        assertThat(withData).isGreaterThan(20);
    }

    /** As Grafana would fill them in. */
    private static String concrete(String expression) {
        return expression.replace("$__rate_interval", "5m").replace("$module", ".*");
    }

    /** A rule says nothing of its health before its group was evaluated for the first time. */
    private void checkRules(int port) throws IOException {
        await().atMost(SCRAPED)
                .until(() -> rules(port).stream()
                        .noneMatch(it -> it.get("health").asText().equals("unknown")));
        List<JsonNode> rules = rules(port);
        assertThat(rules)
                .allSatisfy(it -> assertThat(it.get("health").asText())
                        .as("%s: %s", it.get("name"), it.path("lastError"))
                        .isEqualTo("ok"));
        System.out.println("dashboards: rules=" + rules.size());
        assertThat(rules).hasSize(written("alerts.yml") + written("recording-rules.yml"));
    }

    /** How many rules a file has. */
    private static int written(String file) throws IOException {
        int rules = 0;
        for (String line : Files.readAllLines(DASHBOARDS.resolve(file))) {
            rules += line.strip().startsWith("- alert:") || line.strip().startsWith("- record:") ? 1 : 0;
        }
        assertThat(rules).as(file).isPositive();
        return rules;
    }

    private List<JsonNode> rules(int port) throws IOException {
        List<JsonNode> rules = new ArrayList<>();
        for (JsonNode group : get(port, "/api/v1/rules").get("data").get("groups")) {
            group.get("rules").forEach(rules::add);
        }
        return rules;
    }

    private JsonNode query(int port, String expression) {
        try {
            JsonNode answer = get(port, "/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
            assertThat(answer.path("status").asText())
                    .as("%s: %s", expression, answer)
                    .isEqualTo("success");
            return answer.get("data").get("result");
        } catch (IOException e) {
            throw new IllegalStateException("Prometheus did not answer " + expression, e);
        }
    }

    private JsonNode get(int port, String path) throws IOException {
        try {
            return JSON.readTree(http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
