// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClients;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.mongo.config.MongoConfig;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyStore.Unversioned;
import org.stellaops.persistence.spi.VersionBump;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoOptions;
import org.stellaops.persistence.testkit.mongo.DefaultCollation;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;

/** A collection whose default collation takes "alice" for "ALICE". */
class DefaultCollationTest {

    private static final EntityType<?> USERS = EntityType.builder("collation", "users")
            .fields(FieldDef.text("body"))
            .unique("one_body", "body")
            .build();

    private static final RecordKey LOWER = RecordKey.global("alice");
    private static final RecordKey UPPER = RecordKey.global("ALICE");

    private final DefaultCollation collation = new DefaultCollation("users");
    private final MongoEngine engine =
            MongoEngine.startEmbedded(MongoOptions.defaults().playing(collation));
    private final MongoBackend backend =
            MongoBackend.open(MongoConfig.of(engine.connectionString(), "db"), "collation");
    private final LegacyStore users = backend.store(USERS);

    @BeforeEach
    void create() {
        try (var client = MongoClients.create(engine.connectionString())) {
            client.getDatabase("db").createCollection("users");
        }
        assertThat(backend.control()
                        .initialise(new ControlRecord(Phase.STEADY, 1))
                        .epoch())
                .isEqualTo(1);
    }

    @AfterEach
    void close() {
        backend.close();
        engine.close();
    }

    @Test
    void aRecordIsNotFoundUnderAnotherSpelling() {
        assertThat(users.insert(image(LOWER, 1), 1).isDone()).isTrue();

        assertThat(users.find(UPPER)).isEmpty();
        assertThat(users.read(UPPER)).isEmpty();
        assertThat(users.find(LOWER)).isPresent();
        assertThat(users.delete(UPPER, new VersionStamp(1, "t1"))).isFalse();
    }

    @Test
    void everyStatementNamesACollation() {
        assertThat(users.insert(image(LOWER, 1), 1).isDone()).isTrue();
        assertThat(users.replace(new VersionStamp(1, "t1"), image(LOWER, 2), 1).isDone())
                .isTrue();
        assertThat(users.bump(new VersionBump(LOWER, new VersionStamp(2, "t2"), 3, 1, VersionBump.When.PENDING))
                        .isDone())
                .isTrue();
        assertThat(users.clearPending(LOWER, new VersionStamp(3, "t2"))).isTrue();
        assertThat(users.updateIfLower(image(LOWER, 4)).isDone()).isTrue();
        assertThat(users.insertProvisional(image(RecordKey.global("bob"), 1), new LegacyRecord.Provisional(1, "a"))
                        .isDone())
                .isTrue();
        assertThat(users.confirm(RecordKey.global("bob"), 1, "a")).isTrue();
        assertThat(users.stamp(LOWER, new VersionStamp(9, "s"), ContentHash.of(content(4)), 1)
                        .isDone())
                .isFalse();
        assertThat(users.replaceStaleWrite(new VersionStamp(9, "s"), image(LOWER, 9))
                        .isDone())
                .isFalse();
        assertThat(users.pendingRecords(Optional.empty(), 10)).isEmpty();
        assertThat(users.provisionalRecords(Optional.empty(), 10)).isEmpty();
        assertThat(users.pendingCount()).isZero();
        assertThat(users.pendingSample(10).keys()).isZero();
        assertThat(users.count()).isEqualTo(2);
        assertThat(users.query(Optional.empty(), Query.all()).items()).hasSize(2);
        try (var scan = users.scanRecords(Optional.empty())) {
            assertThat(scan.hasNext()).isTrue();
        }
        assertThat(backend.reads(USERS).records(Optional.empty(), new BsonDocument(), new BsonDocument(), 10))
                .hasSize(2);
        assertThat(users.deleteLower(LOWER, 5, Unversioned.INCLUDED)).isTrue();

        assertThat(collation.withoutCollation()).isEmpty();
    }

    @Test
    void anIndexFindsIdsByteByByte() {
        assertThat(users.count()).isZero();

        assertThat(indexes()).contains("_sync_simple_id", "_sync_pending", "one_body");
    }

    private List<String> indexes() {
        try (var client = MongoClients.create(engine.connectionString())) {
            return client
                    .getDatabase("db")
                    .getCollection("users")
                    .listIndexes(BsonDocument.class)
                    .into(new ArrayList<>())
                    .stream()
                    .map(it -> it.getString("name").getValue())
                    .toList();
        }
    }

    private static Image.Present image(RecordKey key, long version) {
        return Image.Present.of(key, new VersionStamp(version, "t" + version), content(key.hashCode() + version));
    }

    private static Struct content(long number) {
        return Struct.builder().put("body", "v" + number).build();
    }
}
