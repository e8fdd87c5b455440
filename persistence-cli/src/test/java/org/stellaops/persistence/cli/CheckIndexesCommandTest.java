// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.modules.vuln.Advisories;
import org.stellaops.persistence.modules.vuln.VulnModule;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** An operator compares the indexes of tables and collections. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class CheckIndexesCommandTest {

    private final CommandRun cli = new CommandRun();

    @TempDir
    Path folder;

    @Test
    void anIndexThatOnlyTheCollectionHasIsNamed(MongoDatabaseName mongo, PostgresDatabase postgres) throws IOException {
        Path config = write(mongo, postgres);
        try (MongoClient client = MongoClients.create(mongo.connectionString());
                Persistence persistence = open(config)) {
            MongoCollection<Document> advisories =
                    client.getDatabase(mongo.name()).getCollection(Advisories.TYPE.collection());
            assertThat(persistence.module("vuln").moveTo(Stage.DUAL_WRITE)).isNotNull();
            assertThat(cli.run("migrations", "run", "--config", config.toString()))
                    .as("%s", cli.err())
                    .isZero();
            advisories.createIndex(new Document("aliases", 1));
            advisories.createIndex(new Document("modified", -1));

            assertThat(cli.run("check-indexes", "--config", config.toString()))
                    .as("%s", cli.err())
                    .isZero();
            assertThat(cli.out())
                    .contains("vuln.advisories NO_COUNTERPART index modified_-1", "3 on the collection, 1 finding(s)");

            assertThat(cli.run("check-indexes", "--json", "--config", config.toString()))
                    .isZero();
            assertThat(cli.out()).contains("\"finding\":\"NO_COUNTERPART\",\"index\":\"modified_-1\"");
        }
    }

    private Path write(MongoDatabaseName mongo, PostgresDatabase postgres) throws IOException {
        try (MongoClient client = MongoClients.create(mongo.connectionString())) {
            var unused = client.getDatabase(mongo.name())
                    .getCollection(Advisories.TYPE.collection())
                    .insertOne(new Document("_id", "A-1"));
        }
        return Files.writeString(folder.resolve("p.yaml"), """
                persistence:
                  mongo: { uri: "%s", database: %s }
                  postgres: { security: { login: warn }, jdbc-url: "%s", user: %s, password: "%s" }
                  modules: { vuln: { stage: legacy-only } }
                """.formatted(
                mongo.connectionString(), mongo.name(), postgres.jdbcUrl(), postgres.user(), postgres.password()));
    }

    private static Persistence open(Path config) {
        return Persistence.builder(Config.load(config))
                .modules(VulnModule.descriptor())
                .meters(new SimpleMeterRegistry())
                .open();
    }
}
