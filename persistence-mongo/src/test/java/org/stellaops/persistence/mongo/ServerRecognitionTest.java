// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.mongodb.connection.ClusterType;
import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import java.util.Map;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.mongo.config.MongoConfig;
import org.stellaops.persistence.mongo.config.MongoServerKind;
import org.stellaops.persistence.mongo.config.ServerPolicy;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.ControlStore.FenceStrength;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.PreparationFinding;
import org.stellaops.persistence.spi.PreparationFinding.Kind;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoOptions;
import org.stellaops.persistence.testkit.mongo.MongoScript;
import org.stellaops.persistence.testkit.mongo.MongoScripts;
import org.stellaops.persistence.value.Struct;

/** What each topology and vendor is taken for, and what then works. */
class ServerRecognitionTest {

    private static final EntityType<?> NOTES = EntityType.builder("topology", "notes")
            .fields(FieldDef.text("body"))
            .unique("one_body", "body")
            .build();

    private static final RecordKey KEY = RecordKey.global("k");

    private MongoEngine engine = MongoEngine.startEmbedded(MongoOptions.defaults());

    @AfterEach
    void stop() {
        engine.close();
    }

    @Test
    void aStandAloneServerIsAskedForNothingThatItDoesNotHave() {
        try (MongoBackend backend = open(MongoScripts.standalone(), ServerPolicy.defaults())) {
            assertThat(backend.serverKind()).isEqualTo(MongoServerKind.STANDALONE);
            assertServes(backend, FenceStrength.STRONG);
        }
    }

    @Test
    void aReplicaSetServesWithSessions() {
        try (MongoBackend backend = open(MongoScripts.replicaSet(), ServerPolicy.defaults())) {
            assertThat(backend.serverKind()).isEqualTo(MongoServerKind.REPLICA_SET);
            assertServes(backend, FenceStrength.STRONG);
        }
    }

    @Test
    void theProbeForRepeatedWritesLeavesNothingBehind() {
        try (MongoBackend backend = open(MongoScripts.replicaSet(), ServerPolicy.defaults())) {
            assertThat(backend.serverKind()).isEqualTo(MongoServerKind.REPLICA_SET);
            assertThat(backend.entries().list("")).isEmpty();
        }
    }

    @Test
    void aCollectionShardedByIdServesAndAUniqueKeyThatItForbidsIsAFinding() {
        MongoScript sharded = MongoScripts.sharded(Map.of("notes", new Document("_id", 1)));
        try (MongoBackend backend = open(sharded, ServerPolicy.defaults())) {
            assertThat(backend.serverKind()).isEqualTo(MongoServerKind.SHARDED);
            assertServes(backend, FenceStrength.STRONG);

            assertThat(backend.preparation().findings(NOTES))
                    .singleElement()
                    .satisfies(it -> {
                        assertThat(it.kind()).isEqualTo(Kind.SHARDED);
                        assertThat(it.index()).isEqualTo("one_body");
                    })
                    .extracting(PreparationFinding::text)
                    .asString()
                    .contains("shard key");
            assertThat(backend.store(NOTES).unprepared()).isEmpty();
        }
    }

    @Test
    void aCollectionWhoseShardKeyDoesNotKeepIdsUniqueIsRefusedByName() {
        MongoScript sharded = MongoScripts.sharded(Map.of("notes", new Document("body", "hashed")));
        try (MongoBackend backend = open(sharded, ServerPolicy.defaults())) {
            LegacyStore store = backend.store(NOTES);
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(store::count)
                    .withMessageContainingAll("collection notes", "shard key [body]", "shard it by _id")
                    .satisfies(it -> assertThat(it.fault().kind()).isEqualTo(Fault.Kind.REFUSED));
        }
    }

    @Test
    void aServerOfAnotherVendorIsRejectedByName() {
        try (MongoBackend backend = open(MongoScripts.ferretDb(), ServerPolicy.defaults())) {
            LegacyStore store = backend.store(NOTES);
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(store::count)
                    .withMessageContainingAll("FerretDB", "persistence.mongo.other-servers: accepted")
                    .satisfies(it -> assertThat(it.fault().kind()).isEqualTo(Fault.Kind.REFUSED));
        }
    }

    @Test
    void anAcceptedServerOfAnotherVendorServesWithAWeakFence() {
        ServerPolicy accepting = ServerPolicy.defaults().acceptingOtherServers();
        try (MongoBackend backend = open(MongoScripts.ferretDb(), accepting)) {
            assertThat(backend.serverKind()).isEqualTo(MongoServerKind.FERRET_DB);
            assertServes(backend, FenceStrength.WEAK);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "REPLICA_SET, shop.mongo.cosmos.azure.com, '{version: \"4.2\"}', COSMOS_DB",
        "SHARDED, shop.global.mongocluster.cosmos.azure.com, '{version: \"7.0\"}', COSMOS_DB",
        "REPLICA_SET, shop.cluster-c1.eu-west-1.docdb.amazonaws.com, '{version: \"5.0.0\"}', DOCUMENT_DB",
        "SHARDED, shop.eu-west-1.docdb-elastic.amazonaws.com, '{version: \"5.0.0\"}', DOCUMENT_DB",
        "STANDALONE, localhost, '{version: \"7.0.77\", ferretdb: {version: \"v2.1.0\"}}', FERRET_DB",
        "REPLICA_SET, tunnel, '{version: \"5.0.0\"}', OTHER",
        "REPLICA_SET, db1, '{version: \"7.0.1\", gitVersion: \"x\"}', REPLICA_SET",
        "SHARDED, db1, '{version: \"7.0.1\", gitVersion: \"x\"}', SHARDED",
        "LOAD_BALANCED, x.mongodb.net, '{version: \"8.0.1\", gitVersion: \"x\"}', SHARDED",
        "STANDALONE, localhost, '{version: \"7.0.1\", gitVersion: \"x\"}', STANDALONE"
    })
    void aServerIsTakenForWhatItIs(ClusterType topology, String host, String buildInfo, MongoServerKind kind) {
        assertThat(MongoServerKind.of(topology, List.of(host), BsonDocument.parse(buildInfo)))
                .isEqualTo(kind);
    }

    private MongoBackend open(MongoScript script, ServerPolicy policy) {
        engine.close();
        engine = MongoEngine.startEmbedded(MongoOptions.defaults().playing(script));
        return MongoBackend.open(MongoConfig.of(engine.connectionString(), "db").withServer(policy), "topology");
    }

    private static void assertServes(MongoBackend backend, FenceStrength strength) {
        LegacyStore store = backend.store(NOTES);
        assertThat(backend.control()
                        .initialise(new ControlRecord(Phase.STEADY, 1))
                        .epoch())
                .isEqualTo(1);
        Image.Present image = Image.Present.of(
                KEY, new VersionStamp(1, "t"), Struct.builder().put("body", "a").build());
        assertThat(store.insert(image, 1).isDone()).isTrue();
        assertThat(store.read(KEY)).isPresent();
        assertThat(store.readTombstones(List.of(KEY))).isEmpty();
        assertThat(backend.control().raiseFence(2)).isEqualTo(strength);
        assertThat(store.clearPending(KEY, new VersionStamp(1, "t"))).isTrue();
    }
}
