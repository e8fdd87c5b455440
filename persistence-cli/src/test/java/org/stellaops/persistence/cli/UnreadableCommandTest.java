// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
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

/** An operator decides about a document that the mapping cannot read. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class UnreadableCommandTest {

    private static final Document BROKEN = new Document("_id", "broken").append("modified", "yesterday");

    private final CommandRun cli = new CommandRun();
    private final ObjectMapper json = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void aDocumentIsNamedLeftBehindAndUndecidedAgain(MongoDatabaseName mongo, PostgresDatabase postgres)
            throws IOException {
        String config = Files.writeString(folder.resolve("p.yaml"), yaml(mongo, postgres))
                .toString();
        try (MongoClient client = MongoClients.create(mongo.connectionString())) {
            client.getDatabase(mongo.name()).getCollection("advisories").insertOne(new Document(BROKEN));

            assertThat(run("list", config)).as("%s", cli.err()).isEqualTo(1);
            JsonNode found = json.readTree(cli.out());
            assertThat(found.path("state").asText()).isEqualTo("UNDECIDED");
            assertThat(cli.out()).doesNotContain("yesterday");
            String id = found.path("id").asText();

            assertThat(run("leave-behind", config, "--id", id, "--reason", "a test of 2014", "--by", "ada"))
                    .as("%s", cli.err())
                    .isZero();
            assertThat(run("list", config)).isZero();
            JsonNode decided = json.readTree(cli.out());
            assertThat(decided.path("state").asText()).isEqualTo("LEFT_BEHIND");
            assertThat(decided.path("reason").asText()).isEqualTo("a test of 2014");
            assertThat(decided.path("decidedBy").asText()).isEqualTo("ada");

            assertThat(run("withdraw", config, "--id", id)).isZero();
            assertThat(run("withdraw", config, "--id", id)).isEqualTo(1);
            assertThat(run("list", config)).isEqualTo(1);
            assertThat(run("leave-behind", config, "--id", "nobody", "--reason", "r", "--by", "b"))
                    .isEqualTo(1);
            assertThat(cli.out()).contains("NOT_FOUND");
            assertThat(client.getDatabase(mongo.name())
                            .getCollection("advisories")
                            .find(new Document("_id", "broken"))
                            .first())
                    .isEqualTo(BROKEN);
        }
    }

    @Test
    void whatIsKeptMustSaySomething() throws IOException {
        String config =
                Files.writeString(folder.resolve("q.yaml"), "persistence: {}").toString();

        assertThat(run("leave-behind", config, "--id", "x", "--reason", " ", "--by", "b"))
                .isEqualTo(64);
        assertThat(cli.err()).contains("--reason and --by must say something");
    }

    private int run(String command, String config, String... further) {
        List<String> arguments =
                new ArrayList<>(List.of("unreadable", command, "--config", config, "--type", "advisories", "--json"));
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
