// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.modules.vuln.Advisories;
import org.stellaops.persistence.modules.vuln.Osv;
import org.stellaops.persistence.modules.vuln.OsvLine;
import org.stellaops.persistence.modules.vuln.VulnModule;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** An operator serves the status page of modules that other processes serve, and orders a move over it. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class ServeCommandTest {

    private static final String TOKEN = "5f1c9b7d3a8e4f60b2d7c1a9e8f3b6d4";

    private final CommandRun cli = new CommandRun();
    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    /** The command on a thread of its own, until it is closed. */
    private final class Served implements AutoCloseable {

        private final AtomicInteger status = new AtomicInteger(-1);
        private final Thread thread;
        private final URI address;

        Served(String... arguments) throws IOException {
            List<String> all = new ArrayList<>(List.of("serve", "--port", "0", "--json"));
            all.addAll(List.of(arguments));
            thread = new Thread(() -> status.set(cli.run(all.toArray(String[]::new))));
            thread.start();
            await().atMost(Duration.ofMinutes(1)).until(() -> cli.out().contains("\n") || !thread.isAlive());
            address = URI.create(json.readTree(cli.out()).path("address").asText());
        }

        JsonNode module() throws IOException, InterruptedException {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(address.resolve("status.json")).build(), BodyHandlers.ofString());
            return json.readTree(answer.body()).at("/modules/0");
        }

        HttpResponse<String> order(String token, String body) throws IOException, InterruptedException {
            return http.send(
                    HttpRequest.newBuilder(address.resolve("actions/cutover"))
                            .header("Authorization", "Bearer " + token)
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
        }

        @Override
        public void close() {
            thread.interrupt();
            await().atMost(Duration.ofMinutes(1)).until(() -> !thread.isAlive());
            assertThat(status.get()).as("%s", cli.err()).isZero();
        }
    }

    @Test
    void thePageOfModulesOfOtherProcesses(MongoEngine mongo, PostgresEngine postgres) throws Exception {
        String config = VulnConfig.write(folder, "serve", mongo, postgres);
        try (Persistence service = open(config)) {
            put(service);
            try (Served page = new Served("--config", config)) {
                await().atMost(Duration.ofMinutes(1))
                        .until(() -> page.module().path("steps").size() == 2);
                JsonNode module = page.module();
                assertThat(module.path("stage").asText()).isEqualTo("dual-write");
                assertThat(module.path("members").size())
                        .as("the service alone")
                        .isEqualTo(1);
                assertThat(module.at("/steps/0/to").asText()).isEqualTo("shadow-read");
                assertThat(module.path("coverage").path("compared").asInt(-1)).isZero();
                assertThat(page.order(TOKEN, "{}").statusCode()).isEqualTo(403);
            }
            assertThat(service.module("vuln").stageStatus().members()).hasSize(1);
        }
    }

    @Test
    void anOrderOverThePageIsRecordedAndTheServiceFollows(MongoEngine mongo, PostgresEngine postgres) throws Exception {
        String config = VulnConfig.write(folder, "serve", mongo, postgres);
        Path token = Files.writeString(folder.resolve("token"), TOKEN + "\n");
        boolean unused = Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------")) != null;
        try (Persistence service = open(config);
                Served page = new Served("--config", config, "--token-file", token.toString())) {
            put(service);
            String order = "{\"module\":\"vuln\",\"to\":\"shadow-read\",\"by\":\"Ada\",\"reason\":\"a drill\"}";
            assertThat(page.order("0".repeat(32), order).statusCode()).isEqualTo(401);
            assertThat(page.order(TOKEN, order).statusCode()).isEqualTo(202);

            await().atMost(Duration.ofMinutes(1))
                    .until(() -> service.module("vuln").stage() == Stage.SHADOW_READ);
            assertThat(service.module("vuln").auditTrail())
                    .filteredOn(it -> it.action().reason().equals("a drill"))
                    .isNotEmpty()
                    .allMatch(it -> it.action().by().equals("Ada"));
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> page.module().path("stage").asText().equals("shadow-read"));
        }
    }

    @Test
    void aTokenThatOthersCanReadIsRefusedAndNotPrinted(MongoEngine mongo, PostgresEngine postgres) throws Exception {
        String config = VulnConfig.write(folder, "serve", mongo, postgres);
        Path token = Files.writeString(folder.resolve("open"), TOKEN);
        boolean unused = Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r--r--")) != null;

        assertThat(cli.run("serve", "--config", config, "--token-file", token.toString()))
                .isEqualTo(78);
        assertThat(cli.err()).contains("chmod 600").doesNotContain(TOKEN);
        Path shortOne = Files.writeString(folder.resolve("short"), "secret");
        unused = Files.setPosixFilePermissions(shortOne, PosixFilePermissions.fromString("rw-------")) != null;
        assertThat(cli.run("serve", "--config", config, "--token-file", shortOne.toString()))
                .isEqualTo(78);
        assertThat(cli.err()).contains("openssl rand -hex 32");
        assertThat(cli.run("serve", "--config", config, "--bind", "0.0.0.0")).isEqualTo(64);
        assertThat(cli.err()).contains("names by which browsers may call");
        assertThat(unused).isTrue();
    }

    private static void put(Persistence service) {
        OsvLine.Advisory advisory = (OsvLine.Advisory) Osv.read("{\"id\":\"A-1\",\"summary\":\"fine\"}");
        assertThat(service.store(Advisories.TYPE)
                        .put(new Document("A-1", advisory.content()), Precondition.none())
                        .isApplied())
                .isTrue();
    }

    private static Persistence open(String config) {
        return Persistence.builder(Config.load(Path.of(config)))
                .modules(VulnModule.descriptor())
                .meters(new SimpleMeterRegistry())
                .open();
    }
}
