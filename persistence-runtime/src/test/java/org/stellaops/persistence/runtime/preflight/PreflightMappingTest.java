// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import java.util.Locale;
import java.util.Optional;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.preflight.PreflightKind;
import org.stellaops.persistence.dualwrite.preflight.PreflightReport;
import org.stellaops.persistence.dualwrite.preflight.PreflightSettings;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.LegacyMapping;
import org.stellaops.persistence.runtime.Inspection;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresExtension;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** What a mapping of an application loses is found, although a backfill would copy it without a word. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class PreflightMappingTest {

    private static final EntityType<?> NOTES = EntityType.builder("depot", "notes")
            .fields(FieldDef.text("title").optional())
            .legacy(unused -> new LossyMapping())
            .build();

    @Test
    void lostMembersAndIdsThatFallTogetherAreNamed(MongoDatabaseName mongo, PostgresDatabase postgres) {
        try (MongoClient client = MongoClients.create(mongo.connectionString());
                Inspection inspection = Persistence.builder(new Depot(mongo, postgres).config(Stage.LEGACY_ONLY, ""))
                        .modules(ModuleDescriptor.of("depot", NOTES))
                        .inspect()) {
            MongoCollection<Document> notes = client.getDatabase(mongo.name()).getCollection("notes");
            notes.insertOne(new Document("_id", "a").append("title", "Tea"));
            notes.insertOne(new Document("_id", "A").append("title", "Tea"));
            notes.insertOne(new Document("_id", "b").append("title", "Tea").append("color", "red"));

            PreflightReport report = inspection
                    .module("depot")
                    .preflight(NOTES, PreflightSettings.defaults(), it -> {})
                    .run();

            assertThat(report.findings())
                    .extracting(it -> it.kind() + " " + it.path() + " " + it.samples())
                    .containsExactly(
                            "ROUND_TRIP color [[b]]",
                            "LOST_ID _id [[{\"_id\": \"A\"}]]",
                            "DUPLICATE_KEY _id [[{\"_id\": \"A\"}, {\"_id\": \"a\"}]]");
            assertThat(report.findings()).allMatch(it -> it.counts() && it.kind() != PreflightKind.CONTENT);
        }
    }

    /** Ids are compared without regard to case, and a member is dropped: both against the contract. */
    private record LossyMapping() implements LegacyMapping {

        @Override
        public Struct toDocument(RecordKey key, Struct content) {
            return content;
        }

        @Override
        public Struct fromDocument(RecordKey key, Struct document) {
            return document.without("color");
        }

        @Override
        public Value toId(RecordKey key) {
            return Value.of(key.id());
        }

        @Override
        public RecordKey fromId(Value id) {
            return RecordKey.global(((Value.Text) id).value().toLowerCase(Locale.ROOT));
        }

        @Override
        public Optional<String> tenantPath() {
            return Optional.empty();
        }

        @Override
        public String idPath() {
            return "_id";
        }

        @Override
        public Optional<String> path(FieldDef field) {
            return Optional.of(field.name());
        }
    }
}
