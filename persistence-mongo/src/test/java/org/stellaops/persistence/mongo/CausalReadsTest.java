// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.mongo.config.MongoConfig;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoOptions;
import org.stellaops.persistence.testkit.mongo.MongoScript;
import org.stellaops.persistence.testkit.mongo.MongoScripts;
import org.stellaops.persistence.value.Struct;

/** A list of pending keys names the time of the epoch that was read before it (K10), where several servers may answer. */
class CausalReadsTest {

    private static final EntityType<?> NOTES =
            EntityType.builder("causal", "notes").fields(FieldDef.text("body")).build();

    private static final RecordKey KEY = RecordKey.global("k");

    private final List<Document> asked = new CopyOnWriteArrayList<>();
    private final AtomicLong time = new AtomicLong(1_000);

    private MongoEngine engine = MongoEngine.startEmbedded(MongoOptions.defaults());

    @AfterEach
    void stop() {
        engine.close();
    }

    @Test
    void throughMongosAListIsNotOlderThanTheEpoch() {
        try (MongoBackend backend = open(MongoScripts.sharded(Map.of()))) {
            LegacyStore store = filled(backend);

            ControlRecord unused = backend.control().read();
            long told = time.get();
            asked.clear();

            assertThat(store.pendingRecords(Optional.empty(), 10)).hasSize(1);
            assertThat(store.pendingTombstones(Optional.empty(), 10)).isEmpty();
            assertThat(store.pendingCount()).isEqualTo(1);

            assertThat(asked)
                    .hasSizeGreaterThanOrEqualTo(4)
                    .allSatisfy(it -> assertThat(afterOf(it))
                            .hasValueSatisfying(after -> assertThat(after).isGreaterThanOrEqualTo(told)));
        }
    }

    @Test
    void theFenceIsPartOfWhatAListSees() {
        try (MongoBackend backend = open(MongoScripts.sharded(Map.of()))) {
            LegacyStore store = filled(backend);
            long before = time.get();
            assertThat(backend.control().raiseFence(2)).isNotNull();
            asked.clear();

            assertThat(store.pendingCount()).isEqualTo(1);

            assertThat(asked)
                    .isNotEmpty()
                    .allSatisfy(it -> assertThat(afterOf(it))
                            .hasValueSatisfying(after -> assertThat(after).isGreaterThan(before)));
        }
    }

    /** The server forbids it, and the driver would not say which time it means. */
    @Test
    void aReadThatDecidesNamesNoTime() {
        try (MongoBackend backend = open(MongoScripts.sharded(Map.of()))) {
            LegacyStore store = filled(backend);
            asked.clear();

            assertThat(store.read(KEY)).isPresent();

            assertThat(asked).singleElement().satisfies(it -> {
                assertThat(concernOf(it)).containsEntry("level", "linearizable");
                assertThat(afterOf(it)).isEmpty();
            });
        }
    }

    /** A driver that talks to the replica set itself does not go back to an earlier primary. */
    @Test
    void aReplicaSetIsAskedAsBefore() {
        try (MongoBackend backend = open(MongoScripts.replicaSet())) {
            LegacyStore store = filled(backend);
            asked.clear();

            assertThat(store.pendingCount()).isEqualTo(1);

            assertThat(asked)
                    .isNotEmpty()
                    .allSatisfy(it -> assertThat(afterOf(it)).isEmpty());
        }
    }

    private MongoBackend open(MongoScript topology) {
        MongoScript telling = call -> {
            if (call.query().containsKey("readConcern")) {
                asked.add(call.query());
            }
            Document answer = call.standIn();
            BsonTimestamp now = new BsonTimestamp(time.incrementAndGet() << 32);
            answer.put("operationTime", now);
            answer.put("$clusterTime", new Document("clusterTime", now));
            return answer;
        };
        engine.close();
        engine = MongoEngine.startEmbedded(MongoOptions.defaults().playing(telling.over(topology)));
        return MongoBackend.open(MongoConfig.of(engine.connectionString(), "db"), "causal");
    }

    private static LegacyStore filled(MongoBackend backend) {
        LegacyStore store = backend.store(NOTES);
        assertThat(backend.control()
                        .initialise(new ControlRecord(Phase.STEADY, 1))
                        .epoch())
                .isEqualTo(1);
        Image.Present image = Image.Present.of(
                KEY, new VersionStamp(1, "t"), Struct.builder().put("body", "a").build());
        assertThat(store.insert(image, 1).isDone()).isTrue();
        return store;
    }

    private static Document concernOf(Document query) {
        return (Document) query.get("readConcern");
    }

    private static Optional<Long> afterOf(Document query) {
        return Optional.ofNullable((BsonTimestamp) concernOf(query).get("afterClusterTime"))
                .map(it -> (long) it.getTime());
    }
}
