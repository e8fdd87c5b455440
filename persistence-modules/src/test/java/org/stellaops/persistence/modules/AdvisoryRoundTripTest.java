// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.verify.Verdict;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;
import org.stellaops.persistence.modules.vuln.Advisories;
import org.stellaops.persistence.modules.vuln.Osv;
import org.stellaops.persistence.modules.vuln.OsvLine;
import org.stellaops.persistence.mongo.LegacyDocuments;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.PersistenceModule;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.simulator.advisory.OsvGenerator;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresExtension;
import org.stellaops.persistence.value.JsonText;
import org.stellaops.persistence.value.Value;

/** Malformed advisories, from documents as they were published to rows and back to text. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class AdvisoryRoundTripTest {

    private static final int ADVISORIES = 250;

    @Test
    void everyAdvisoryComesOutOfTheTargetAsItWentIntoTheLegacyStore(
            MongoDatabaseName mongo, PostgresDatabase postgres) {
        List<OsvLine.Advisory> advisories = new OsvGenerator(21)
                .lines(ADVISORIES)
                .filter(OsvGenerator.Line::storable)
                .map(it -> (OsvLine.Advisory) Osv.read(it.text()))
                .toList();

        try (Persistence persistence = open(mongo, postgres)) {
            PersistenceModule vuln = persistence.module("vuln");
            LegacyStore legacy = vuln.legacy().store(Advisories.TYPE);
            load(mongo, advisories);
            assertThat(vuln.moveTo(Stage.DUAL_WRITE).isMoved()).isTrue();

            assertThat(vuln.backfill())
                    .allMatch(it -> it.isFinished() && it.rejections().isEmpty());

            assertThat(vuln.verify()).extracting(VerificationReport::verdict).containsOnly(Verdict.PASS);
            TargetStore target = vuln.target().store(Advisories.TYPE);
            for (OsvLine.Advisory advisory : advisories) {
                StoredRecord stored = target.find(advisory.key()).orElseThrow();
                assertThat(JsonText.read(Osv.write(stored))).isEqualTo(advisory.document());
            }
            bothStoresFindTheSameAliases(legacy, target, advisories);
        }
    }

    /** As an application without the library does. */
    private static void load(MongoDatabaseName mongo, List<OsvLine.Advisory> advisories) {
        LegacyDocuments documents = LegacyDocuments.of(Advisories.TYPE);
        try (MongoClient client = MongoClients.create(mongo.connectionString())) {
            List<BsonDocument> all = advisories.stream()
                    .map(it -> documents.document(it.key(), it.content()))
                    .toList();
            assertThat(client.getDatabase(mongo.name())
                            .getCollection(documents.collection(), BsonDocument.class)
                            .insertMany(all)
                            .wasAcknowledged())
                    .isTrue();
        }
    }

    private static void bothStoresFindTheSameAliases(
            LegacyStore legacy, TargetStore target, List<OsvLine.Advisory> advisories) {
        String alias = advisories.stream()
                .flatMap(it -> it.content().find("aliases").stream())
                .flatMap(it -> ((Value.Items) it).values().stream())
                .map(it -> ((Value.Text) it).value())
                .filter(it -> it.startsWith("CVE-"))
                .findFirst()
                .orElseThrow();
        Query query = Query.where(Condition.contains(Advisories.ALIASES, alias));

        List<String> found = ids(target.query(Optional.empty(), query).items());
        assertThat(found).isNotEmpty();
        assertThat(ids(legacy.query(Optional.empty(), query).items())).isEqualTo(found);
    }

    private static List<String> ids(List<StoredRecord> records) {
        return records.stream().map(it -> it.key().id()).toList();
    }

    private static Persistence open(MongoDatabaseName mongo, PostgresDatabase postgres) {
        String yaml = """
                persistence:
                  mongo: { uri: "%s", database: %s }
                  postgres: { security: { login: warn }, jdbc-url: "%s", user: "%s", password: "${PG_PASSWORD}" }
                  modules: { vuln: { stage: legacy-only } }
                """.formatted(mongo.connectionString(), mongo.name(), postgres.jdbcUrl(), postgres.user());
        return Persistence.builder(Config.parse(yaml, Map.of("PG_PASSWORD", postgres.password())))
                .modules(ModuleDescriptor.of("vuln", Advisories.TYPE))
                .meters(new SimpleMeterRegistry())
                .open();
    }
}
