// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.gate.StageGate;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.modules.vuln.Advisories;
import org.stellaops.persistence.modules.vuln.Osv;
import org.stellaops.persistence.modules.vuln.OsvLine;
import org.stellaops.persistence.modules.vuln.VulnModule;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.PersistenceModule;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** An operator at the command line of a module one of whose databases was lost. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class ReadmitCommandTest {

    private static final int RECORDS = 20;

    private final CommandRun cli = new CommandRun();
    private final ObjectMapper json = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void anEmptiedMongoIsFilledFromTheTargetThatLeads(MongoDatabaseName mongo, PostgresDatabase postgres)
            throws IOException {
        targetLeads(write(mongo, postgres, Stage.DUAL_WRITE).toString());
        String config = write(mongo, postgres, Stage.TARGET_LED).toString();
        assertThat(readmit("--config", config, "--dry-run")).isZero();
        assertThat(cli.out()).contains("nothing to readmit");

        empty(mongo);
        List<String> before = collections(mongo);
        assertThat(readmit("--config", config, "--dry-run", "--json")).isEqualTo(1);
        JsonNode planned = json.readTree(cli.out());
        assertThat(planned.path("result").asText()).isEqualTo("PLANNED");
        assertThat(planned.path("leader").asText()).isEqualTo("target");
        assertThat(planned.path("losesWrites").asBoolean()).isFalse();
        assertThat(planned.at("/problems/0/kind").asText()).isEqualTo("EMPTY");
        assertThat(collections(mongo)).isEqualTo(before);

        assertThat(readmit("--config", config, "--reason", "volume lost")).isZero();
        assertThat(cli.out())
                .contains("No acknowledged write is lost", RECORDS + " key(s) repaired; both stores are equal");
        assertThat(cli.run("verify", "--config", config, "--type", "advisories"))
                .isZero();
        assertThat(cli.run("move", "--config", config, "--to", "shadow-read")).isZero();
    }

    @Test
    void aLostTargetIsReadmittedOnlyWithTheLossAccepted(
            MongoDatabaseName mongo, PostgresDatabase postgres, PostgresEngine engine) throws IOException {
        targetLeads(write(mongo, postgres, Stage.DUAL_WRITE).toString());
        String config =
                write(mongo, engine.createDatabase("fresh"), Stage.TARGET_LED).toString();

        assertThat(readmit("--config", config, "--reason", "volume lost"))
                .as("%s", cli.err())
                .isEqualTo(1);
        assertThat(cli.out())
                .contains("Lost is what the target store acknowledged", "Nothing was changed: add --accept-loss");
        assertThat(cli.run("status", "--config", config)).isNotZero();

        assertThat(readmit("--config", config, "--reason", "volume lost", "--accept-loss", "--json"))
                .isZero();
        JsonNode done = json.readTree(cli.out());
        assertThat(done.path("result").asText()).isEqualTo("READMITTED");
        assertThat(done.path("leader").asText()).isEqualTo("legacy");
        assertThat(done.path("compared").asInt()).isEqualTo(RECORDS);
        try (Persistence again = open(config)) {
            assertThat(again.module("vuln").stage()).isEqualTo(Stage.DUAL_WRITE);
        }
    }

    @Test
    void withoutAReasonOrWithAWrongSideNothingIsOpened() throws IOException {
        String config = Files.writeString(
                        folder.resolve("p.yaml"),
                        yaml("mongodb://127.0.0.1:1", "d", "none", "u", "p", Stage.DUAL_WRITE))
                .toString();

        assertThat(readmit("--config", config)).isEqualTo(64);
        assertThat(cli.err()).contains("--reason is missing");
        assertThat(readmit("--config", config, "--dry-run", "--leader", "mongo"))
                .isEqualTo(64);
        assertThat(cli.err()).contains("but legacy and target");
    }

    private int readmit(String... arguments) {
        List<String> all = new ArrayList<>(List.of("readmit"));
        all.addAll(List.of(arguments));
        return cli.run(all.toArray(String[]::new));
    }

    private static void targetLeads(String config) {
        try (Persistence persistence = open(config)) {
            PersistenceModule vuln = persistence.module("vuln");
            for (Stage next : Stage.DUAL_WRITE.walkTo(Stage.TARGET_LED)) {
                assertThat(vuln.moveTo(next).isMoved()).isTrue();
            }
            for (int i = 0; i < RECORDS; i++) {
                put(persistence, "A-" + i);
            }
            assertThat(vuln.dualWrite().drain(java.time.Duration.ofMinutes(1))).isTrue();
        }
    }

    private static void put(Persistence persistence, String id) {
        OsvLine.Advisory advisory = (OsvLine.Advisory) Osv.read("{\"id\":\"" + id + "\",\"summary\":\"fine\"}");
        assertThat(persistence
                        .store(Advisories.TYPE)
                        .put(new Document(id, advisory.content()), Precondition.none())
                        .isApplied())
                .isTrue();
    }

    private static Persistence open(String config) {
        return Persistence.builder(Config.load(Path.of(config)))
                .modules(VulnModule.descriptor())
                .meters(new SimpleMeterRegistry())
                .gates(StageGate.none())
                .withoutReconcilers()
                .open();
    }

    private static List<String> collections(MongoDatabaseName mongo) {
        try (MongoClient client = MongoClients.create(mongo.connectionString())) {
            return client.getDatabase(mongo.name()).listCollectionNames().into(new ArrayList<>());
        }
    }

    private static void empty(MongoDatabaseName mongo) {
        try (MongoClient client = MongoClients.create(mongo.connectionString())) {
            collections(mongo)
                    .forEach(it ->
                            client.getDatabase(mongo.name()).getCollection(it).drop());
        }
    }

    private Path write(MongoDatabaseName mongo, PostgresDatabase postgres, Stage stage) throws IOException {
        return Files.writeString(
                folder.resolve(postgres.name() + stage.configName() + ".yaml"),
                yaml(
                        mongo.connectionString(),
                        mongo.name(),
                        postgres.jdbcUrl(),
                        postgres.user(),
                        postgres.password(),
                        stage));
    }

    private static String yaml(String uri, String database, String jdbcUrl, String user, String password, Stage stage) {
        return """
                persistence:
                  mongo: { uri: "%s", database: %s }
                  postgres: { security: { login: warn }, jdbc-url: "%s", user: "%s", password: "%s" }
                  modules: { vuln: { stage: %s } }
                """.formatted(uri, database, jdbcUrl, user, password, stage.configName());
    }
}
