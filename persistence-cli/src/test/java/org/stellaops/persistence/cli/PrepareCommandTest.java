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
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.modules.vuln.Advisories;
import org.stellaops.persistence.modules.vuln.VulnModule;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.PersistenceModule;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** An operator prepares a module whose collections are too large to be prepared at start. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class PrepareCommandTest {

    private final CommandRun cli = new CommandRun();

    @TempDir
    Path folder;

    @Test
    void aModuleServesWithoutItsIndexesAndLeavesItsFirstStageOnlyWhenItIsPrepared(
            MongoDatabaseName mongo, PostgresDatabase postgres) throws IOException {
        Path config = write(mongo, postgres);
        try (MongoClient client = MongoClients.create(mongo.connectionString());
                Persistence persistence = open(config)) {
            MongoCollection<Document> advisories =
                    client.getDatabase(mongo.name()).getCollection(Advisories.TYPE.collection());
            PersistenceModule vuln = persistence.module("vuln");
            assertThat(vuln.stage()).isEqualTo(Stage.LEGACY_ONLY);
            assertThat(vuln.moveTo(Stage.DUAL_WRITE).toString())
                    .contains("not prepared", "lacks the index _sync_pending", "persistence prepare --module vuln");

            assertThat(cli.run("prepare", "--config", config.toString(), "--check"))
                    .isEqualTo(1);
            assertThat(cli.out()).contains("vuln MISSING collection ", "lacks the index _sync_pending");
            assertThat(names(advisories)).doesNotContain("_sync_pending");

            assertThat(cli.run("prepare", "--config", config.toString()))
                    .as(cli.err())
                    .isZero();
            assertThat(cli.out()).contains("BUILT index _sync_pending of collection ");
            assertThat(names(advisories)).contains("_sync_pending", "_sync_provisional");

            assertThat(cli.run("prepare", "--config", config.toString(), "--check"))
                    .isZero();
            assertThat(cli.out()).contains("vuln: 0 missing, 0 that cannot be built");
            assertThat(vuln.moveTo(Stage.DUAL_WRITE).toString()).doesNotContain("not prepared");
        }
    }

    private static List<String> names(MongoCollection<Document> collection) {
        return collection.listIndexes().into(new ArrayList<>()).stream()
                .map(it -> it.getString("name"))
                .toList();
    }

    /** Every collection is too large: also one with a single document. */
    private Path write(MongoDatabaseName mongo, PostgresDatabase postgres) throws IOException {
        try (MongoClient client = MongoClients.create(mongo.connectionString())) {
            var unused = client.getDatabase(mongo.name())
                    .getCollection(Advisories.TYPE.collection())
                    .insertOne(new Document("_id", "A-1"));
        }
        return Files.writeString(folder.resolve("p.yaml"), """
                persistence:
                  mongo: { uri: "%s", database: %s, index-at-start: 0 }
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
