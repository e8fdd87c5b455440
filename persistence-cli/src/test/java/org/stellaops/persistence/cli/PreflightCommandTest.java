// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** An operator examines a collection before anything is written. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class PreflightCommandTest {

    private static final String SECRET = "do-not-print";

    private final CommandRun cli = new CommandRun();
    private final ObjectMapper json = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void documentsAreNamedWithWhatHelps(MongoDatabaseName mongo, PostgresDatabase postgres) throws IOException {
        String config = Files.writeString(folder.resolve("p.yaml"), yaml(mongo, postgres))
                .toString();
        try (MongoClient client = MongoClients.create(mongo.connectionString())) {
            MongoCollection<Document> advisories =
                    client.getDatabase(mongo.name()).getCollection("advisories");
            advisories.insertOne(new Document("_id", "broken").append("modified", SECRET));

            assertThat(run(config, "--json")).as("%s", cli.err()).isEqualTo(1);
            List<JsonNode> lines = lines();
            JsonNode finding = lines.get(0);
            assertThat(finding.path("samples").path(0).path(0).asText()).isEqualTo("broken");
            assertThat(finding.path("remedy").asText()).isNotEmpty();
            assertThat(finding.path("count").asInt()).isEqualTo(1);
            JsonNode total = lines.get(lines.size() - 1);
            assertThat(total.path("verdict").asText()).isEqualTo("FINDINGS");
            assertThat(total.path("identity").asText()).startsWith("sha256:");
            assertThat(cli.out() + cli.err()).doesNotContain(SECRET);

            assertThat(run(config)).isEqualTo(1);
            assertThat(cli.out()).contains("such as broken", "to mend it:", "vuln.advisories: FINDINGS, 1 read");
            assertThat(cli.out() + cli.err()).doesNotContain(SECRET);

            advisories.deleteMany(new Document());
            assertThat(run(config)).isEqualTo(2);
            assertThat(cli.out()).contains("NOT_CHECKED", "has no documents");
            assertThat(client.getDatabase(mongo.name()).listCollectionNames().into(new ArrayList<>()))
                    .containsExactly("advisories");
        }
    }

    @Test
    void theCommandLineIsCheckedBeforeAnythingIsOpened() throws IOException {
        String config =
                Files.writeString(folder.resolve("q.yaml"), "persistence: {}").toString();

        assertThat(run(config, "--sample", "0")).isEqualTo(64);
        assertThat(run(config, "--limit", "-1")).isEqualTo(64);
        assertThat(cli.run("preflight", "--help")).isZero();
        assertThat(cli.out()).contains("persistence preflight --config app.yaml", "--strict");
    }

    private List<JsonNode> lines() throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String it : cli.out().lines().toList()) {
            lines.add(json.readTree(it));
        }
        return lines;
    }

    private int run(String config, String... further) {
        List<String> arguments = new ArrayList<>(List.of("preflight", "--config", config, "--type", "advisories"));
        arguments.addAll(List.of(further));
        return cli.run(arguments.toArray(String[]::new));
    }

    private static String yaml(MongoDatabaseName mongo, PostgresDatabase postgres) {
        return """
                persistence:
                  mongo: { uri: "%s", database: %s }
                  postgres: { jdbc-url: "%s", user: "%s", password: "%s" }
                  modules: { vuln: { stage: legacy-only } }
                """.formatted(
                mongo.connectionString(), mongo.name(), postgres.jdbcUrl(), postgres.user(), postgres.password());
    }
}
