// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
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
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoOptions;
import org.stellaops.persistence.testkit.mongo.MongoScript;
import org.stellaops.persistence.testkit.mongo.MongoScripts;
import org.stellaops.persistence.value.Struct;

/** What is asked of the server beside the statement: a lone stand-in would do the same without, a replica set would not. */
class StatementConcernsTest {

    private static final EntityType<?> NOTES = EntityType.builder("concerns", "notes")
            .fields(FieldDef.text("body"))
            .build();

    private static final RecordKey KEY = RecordKey.global("k");

    private static final Set<String> WRITES = Set.of("insert", "update", "delete", "collMod");

    private final List<Document> commands = new CopyOnWriteArrayList<>();
    private final MongoEngine server = MongoEngine.startEmbedded(
            MongoOptions.defaults().playing(((MongoScript) this::recorded).over(MongoScripts.replicaSet())));
    private final MongoBackend backend = MongoBackend.open(MongoConfig.of(server.connectionString(), "db"), "concerns");
    private final LegacyStore store = backend.store(NOTES);

    @BeforeEach
    void prepare() {
        assertThat(backend.control().initialise(new ControlRecord(Phase.STEADY, 1)))
                .isEqualTo(new ControlRecord(Phase.STEADY, 1));
        assertThat(store.count()).isZero();
    }

    @AfterEach
    void stop() {
        backend.close();
        server.close();
    }

    @Test
    void everyWriteIsToBeAcknowledgedByAMajority() {
        assertThat(store.insert(image(1), 1).isDone()).isTrue();
        assertThat(store.replace(new VersionStamp(1, "t1"), image(2), 1).isDone())
                .isTrue();
        assertThat(store.clearPending(KEY, new VersionStamp(2, "t2"))).isTrue();
        assertThat(store.deleteLower(KEY, 3, Unversioned.SPARED)).isTrue();
        assertThat(store.insertProvisional(image(4), new LegacyRecord.Provisional(1, "a"))
                        .isDone())
                .isTrue();
        assertThat(store.confirm(KEY, 4, "a")).isTrue();
        Image.Tombstone tombstone = new Image.Tombstone(KEY, new VersionStamp(5, "d"));
        assertThat(store.applyTombstone(tombstone).isDone()).isTrue();
        assertThat(store.removeTombstones(List.of(tombstone))).isEqualTo(1);
        assertThat(backend.control()
                        .compareAndSet(new ControlRecord(Phase.STEADY, 1), new ControlRecord(Phase.MOVING, 1)))
                .isTrue();
        assertThat(backend.control().raiseFence(2)).isNotNull();

        List<Document> writes =
                commands.stream().filter(it -> WRITES.contains(nameOf(it))).toList();
        assertThat(writes).extracting(StatementConcernsTest::nameOf).containsAll(WRITES);
        assertThat(writes)
                .allSatisfy(it ->
                        assertThat(((Document) it.get("writeConcern")).get("w")).isEqualTo("majority"));
        assertThat(writes)
                .filteredOn(it -> !nameOf(it).equals("collMod"))
                .allSatisfy(it ->
                        assertThat(((Document) it.get("writeConcern")).get("j")).isEqualTo(true));
    }

    @Test
    void everyReadThatDecidesIsLinearizable() {
        commands.clear();
        assertThat(store.read(KEY)).isEmpty();
        assertThat(store.readTombstone(KEY)).isEmpty();
        assertThat(store.readTombstones(List.of(KEY))).isEmpty();
        assertThat(backend.control().read()).isEqualTo(new ControlRecord(Phase.STEADY, 1));

        assertThat(levels()).containsExactly("linearizable", "linearizable", "linearizable", "linearizable");
    }

    @Test
    void severalTombstonesAreReadOneByOneWhereEachReadDecides() {
        commands.clear();
        assertThat(store.readTombstones(List.of(KEY, RecordKey.global("other"))))
                .isEmpty();
        assertThat(levels()).containsExactly("linearizable", "linearizable");

        commands.clear();
        assertThat(store.knownTombstones(List.of(KEY, RecordKey.global("other"))))
                .isEmpty();
        assertThat(levels()).containsExactly("majority");
    }

    @Test
    void noLinearizableReadNamesSeveralIds() {
        assertThat(store.readTombstones(List.of(KEY, RecordKey.global("other"))))
                .isEmpty();

        assertThat(commands)
                .filteredOn(it -> it.get("readConcern") instanceof Document concern
                        && "linearizable".equals(concern.get("level")))
                .isNotEmpty()
                .allSatisfy(it -> assertThat(it.get("filter").toString()).doesNotContain("$in"));
    }

    @Test
    void everyOtherReadSeesOnlyWhatAMajorityHas() {
        commands.clear();
        assertThat(store.find(KEY)).isEmpty();
        assertThat(store.query(Optional.empty(), Query.all()).items()).isEmpty();
        assertThat(store.pendingRecords(Optional.empty(), 1)).isEmpty();
        assertThat(store.pendingTombstones(Optional.empty(), 1)).isEmpty();
        assertThat(store.provisionalRecords(Optional.empty(), 1)).isEmpty();
        assertThat(store.replicatedTombstones(Optional.empty(), 1)).isEmpty();

        assertThat(levels()).hasSize(6).containsOnly("majority");
    }

    private List<Object> levels() {
        return commands.stream()
                .filter(it -> nameOf(it).equals("find"))
                .map(it -> ((Document) it.get("readConcern")).get("level"))
                .toList();
    }

    private static Image.Present image(long version) {
        return Image.Present.of(
                KEY,
                new VersionStamp(version, "t" + version),
                Struct.builder().put("body", "v" + version).build());
    }

    private static String nameOf(Document command) {
        return command.keySet().iterator().next();
    }

    private Document recorded(MongoScript.Call call) {
        if (call.database().equals("db") && !nameOf(call.query()).equals("buildInfo")) {
            commands.add(call.query().cloneDeeply());
        }
        return call.standIn();
    }
}
