// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.mongo.config.MongoConfig;
import org.stellaops.persistence.spi.KeyRange;
import org.stellaops.persistence.spi.LegacyScanEntry;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.Scan;
import org.stellaops.persistence.spi.ScanEntry;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoOptions;
import org.stellaops.persistence.testkit.mongo.MongoScript;

/** What a scan asks the server for, and that it leaves out no document and has none twice, whatever its {@code _id} is. */
class ScanStatementsTest {

    private static final EntityType<?> NOTES =
            EntityType.builder("scanned", "notes").fields(FieldDef.text("body")).build();
    private static final List<String> KEYS = List.of("a", "b", "c", "d", "e", "f");
    private static final KeyRange FIRST_HALF = new KeyRange(Optional.empty(), Optional.of(RecordKey.global("c")));
    private static final KeyRange SECOND_HALF = new KeyRange(FIRST_HALF.upTo(), Optional.empty());

    private final List<Document> finds = new CopyOnWriteArrayList<>();
    private final MongoEngine server =
            MongoEngine.startEmbedded(MongoOptions.defaults().playing(this::recorded));
    private final MongoBackend backend = MongoBackend.open(MongoConfig.of(server.connectionString(), "db"), "scanned");
    private final LegacyStore store = backend.store(NOTES);
    private final MongoClient plain = MongoClients.create(server.connectionString());

    @BeforeEach
    void fill() {
        assertThat(store.count()).isZero();
        KEYS.forEach(key -> put(key, "body of " + key));
        finds.clear();
    }

    @AfterEach
    void stop() {
        plain.close();
        backend.close();
        server.close();
    }

    @Test
    void aCollectionInWhichEveryDocumentHasAKeyIsReadWithOneQuestion() {
        assertThat(keysOf(store.scanStored(Optional.empty()))).isEqualTo(KEYS);
        assertThat(keysOf(store.scan(Optional.empty()))).isEqualTo(KEYS);
        assertThat(idsOf(store.scanRecords(Optional.empty()))).isEqualTo(KEYS);

        assertThat(finds)
                .hasSize(3)
                .allSatisfy(it -> assertThat((Document) it.get("filter")).isEmpty());
    }

    @Test
    void aDocumentWithoutAKeyComesOnceAndAfterAllKeysWhereverItsIdIsInTheOrderOfTheServer() {
        put(7, "before all texts");
        put(new ObjectId(), "behind all texts");

        for (List<String> found : List.of(
                keysOf(store.scanStored(Optional.empty())),
                keysOf(store.scan(Optional.empty())),
                idsOf(store.scanRecords(Optional.empty())))) {
            assertThat(found).startsWith(KEYS.toArray(String[]::new)).hasSize(KEYS.size() + 2);
            assertThat(found).doesNotHaveDuplicates();
        }
    }

    @Test
    void aRecordThatCannotBeReadAmidTheOthersHidesNone() {
        put("bb", 12);
        put("cc", 13);
        put(new ObjectId(), "behind all texts");

        assertThat(keysOf(store.scan(Optional.empty())))
                .hasSize(KEYS.size() + 3)
                .startsWith("a", "b", "bb", "c", "cc");
        assertThat(idsOf(store.scanRecords(Optional.empty())))
                .hasSize(KEYS.size() + 3)
                .doesNotHaveDuplicates();
    }

    @Test
    void ofRangesThatMakeUpAllKeysOnlyTheOneWithoutAnEndAsksForDocumentsWithoutAKey() {
        put(7, "before all texts");
        put(new ObjectId(), "behind all texts");

        assertThat(idsOf(store.scanRecords(FIRST_HALF))).containsExactly("a", "b", "c");
        assertThat(finds).hasSize(1);
        assertThat(idsOf(store.scanRecords(SECOND_HALF)))
                .startsWith("d", "e", "f")
                .hasSize(5);
        assertThat(finds).hasSize(3);
    }

    private void put(Object id, Object body) {
        MongoCollection<org.bson.Document> collection = plain.getDatabase("db").getCollection(NOTES.collection());
        collection.insertOne(new org.bson.Document("_id", id).append("body", body));
    }

    private static List<String> keysOf(Scan<ScanEntry> scan) {
        return all(scan, it -> it.key().id());
    }

    private static List<String> idsOf(Scan<LegacyScanEntry> scan) {
        return all(scan, it -> it.record().map(found -> found.key().id()).orElse(it.id()));
    }

    private static <T> List<String> all(Scan<T> scan, Function<T, String> name) {
        try (scan) {
            List<String> names = new ArrayList<>();
            for (Iterator<T> it = scan; it.hasNext(); ) {
                names.add(name.apply(it.next()));
            }
            return names;
        }
    }

    private Document recorded(MongoScript.Call call) {
        if (call.query().containsKey("find")) {
            finds.add(call.query().cloneDeeply());
        }
        return call.standIn();
    }
}
