// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.mongodb.client.MongoCollection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.bson.BsonDocument;
import org.bson.BsonRegularExpression;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.UnreadableRecord;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.mongo.config.MongoConfig;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyScanEntry;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.Scan;
import org.stellaops.persistence.spi.ScanEntry;
import org.stellaops.persistence.spi.StepResult;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.Struct;

/** What stands in the documents, and what becomes of documents that others wrote. */
class MongoDocumentsTest {

    private static final EntityType<?> NOTES = EntityType.builder("docs", "notes")
            .fields(
                    FieldDef.text("body"),
                    FieldDef.json("more").optional(),
                    FieldDef.text("label").optional())
            .unique("notes_label", "label")
            .build();

    private static final EntityType<?> DRAFTS = EntityType.builder("docs", "drafts")
            .tenancy(Tenancy.TENANT)
            .fields(FieldDef.text("body"))
            .build();

    private static final Struct BODY = Struct.builder().put("body", "b").build();

    private final MongoConfig config = TestServer.DEFAULT.fresh();
    private final MongoBackend backend = MongoBackend.open(config, "docs");
    private final LegacyStore notes = backend.store(NOTES);
    private final LegacyStore drafts = backend.store(DRAFTS);

    @AfterEach
    void close() {
        backend.close();
    }

    @Test
    void aRecordIsTheDocumentOfTheProtocol() {
        Image.Present image = Image.Present.of(RecordKey.global("k"), new VersionStamp(7, "t"), BODY);
        assertThat(notes.insert(image, 3).isDone()).isTrue();

        assertThat(raw("notes").find().first())
                .isEqualTo(BsonDocument.parse("""
                {_id: 'k', body: 'b',
                 _sync: {version: {$numberLong: '7'}, token: 't', hash: '%s', pending: {$numberLong: '3'}}}""".formatted(image.hash().hex())));
    }

    @Test
    void aProvisionalRecordIsTheDocumentOfTheProtocol() {
        Image.Present image = Image.Present.of(RecordKey.global("k"), new VersionStamp(7, "t"), BODY);
        assertThat(notes.insertProvisional(image, new LegacyRecord.Provisional(3, "a"))
                        .isDone())
                .isTrue();

        assertThat(raw("notes").find().first())
                .isEqualTo(BsonDocument.parse("""
                {_id: 'k', body: 'b', _sync: {version: {$numberLong: '7'}, token: 't', hash: '%s',
                 provisional: {epoch: {$numberLong: '3'}, attempt: 'a'}}}""".formatted(image.hash().hex())));
    }

    @Test
    void aTombstoneIsTheDocumentOfTheProtocol() {
        RecordKey key = RecordKey.of("acme", "k");
        assertThat(drafts.insertTombstone(new LegacyTombstone(
                                key,
                                new VersionStamp(8, "d"),
                                Optional.of(new VersionStamp(7, "t")),
                                OptionalLong.of(3),
                                Optional.empty()))
                        .isDone())
                .isTrue();
        assertThat(drafts.claim(key, new VersionStamp(8, "d"), "me")).isTrue();

        assertThat(raw("drafts_tombstones").find().first()).isEqualTo(BsonDocument.parse("""
                {_id: {tenant: 'acme', id: 'k'}, version: {$numberLong: '8'}, token: 'd',
                 victim: {version: {$numberLong: '7'}, token: 't'}, pending: {$numberLong: '3'}, claimed: 'me'}"""));
    }

    @Test
    void anIdOfSeveralMembersNamesTheTenantFirst() {
        TestServer.DEFAULT.bypassing(config.database(), DRAFTS).putUnversioned(RecordKey.of("acme", "k"), BODY);

        assertThat(new ArrayList<>(
                        raw("drafts").find().first().getDocument("_id").keySet()))
                .containsExactly("tenant", "id");
    }

    @Test
    void aDocumentWhoseIdHasItsMembersInAnotherOrderIsReportedSinceNoKeyFindsIt() {
        insert("drafts", "{_id: {id: 'k', tenant: 'acme'}, body: 'b'}");

        assertThat(entries(drafts, Optional.empty())).singleElement().satisfies(it -> {
            assertThat(it.record()).isEmpty();
            assertThat(it.problem().orElseThrow()).contains("_id", "another order");
        });
        assertThat(drafts.find(RecordKey.of("acme", "k"))).isEmpty();
    }

    @Test
    void documentsWithIdsOfOtherClassesAreReportedBehindAllOthersAndNeverLeftOut() {
        insert("notes", "{_id: 5, body: 'number'}");
        insert("notes", "{_id: 'k', body: 'b'}");
        insert("notes", "{_id: {a: 1}, body: 'document'}");
        insert("notes", "{_id: {$oid: '000000000000000000000001'}, body: 'object id'}");

        assertThat(entries(notes, Optional.empty()))
                .extracting(it -> it.record().isPresent())
                .containsExactly(true, false, false, false);
        assertThat(entries(notes, Optional.of(RecordKey.global("z"))))
                .hasSize(3)
                .allSatisfy(it -> assertThat(it.problem().orElseThrow()).startsWith("_id "));
        List<ScanEntry> scanEntries = new ArrayList<>();
        try (Scan<ScanEntry> scan = notes.scan(Optional.empty())) {
            scan.forEachRemaining(scanEntries::add);
        }
        assertThat(scanEntries).hasSize(4);
        assertThat(scanEntries.get(1).key().id()).contains("5");
        assertThat(notes.count()).isEqualTo(4);
    }

    @Test
    void aMemberThatCannotBeCarriedIsReportedWithItsPathWhereverItIsMet() {
        insert("notes", "{_id: 'a', body: 'b'}");
        raw("notes")
                .insertOne(BsonDocument.parse("{_id: 'k', body: 'private', more: {}}")
                        .append("more", new BsonDocument("deep", new BsonRegularExpression("private"))));

        assertThat(entries(notes, Optional.of(RecordKey.global("a"))))
                .containsExactly(new LegacyScanEntry(
                        "k",
                        Optional.empty(),
                        Optional.of("more.deep is a BSON regular expression, which PostgreSQL cannot represent")));
        Page<StoredRecord> page = notes.query(Optional.empty(), Query.all());
        assertThat(page.items()).extracting(it -> it.key().id()).containsExactly("a");
        assertThat(page.unreadable())
                .containsExactly(new UnreadableRecord(
                        "k", "more.deep is a BSON regular expression, which PostgreSQL cannot represent"));
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(page::strict)
                .satisfies(it -> assertThat(it.fault().kind()).isEqualTo(Fault.Kind.UNREADABLE))
                .withMessageContaining("more.deep");
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> notes.find(RecordKey.global("k")))
                .satisfies(it -> assertThat(it.fault().kind()).isEqualTo(Fault.Kind.UNREADABLE))
                .withMessageContaining("k in docs.notes")
                .withMessageContaining("more.deep");
    }

    @Test
    void fieldsOfTheLibraryThatSomebodyBrokeMakeADocumentUnreadable() {
        insert("notes", "{_id: 'k', body: 'b', _sync: {version: 'private', token: 't'}}");

        assertThat(entries(notes, Optional.empty()))
                .containsExactly(new LegacyScanEntry(
                        "k", Optional.empty(), Optional.of("_sync.version is not a value that the library writes")));
        assertThat(notes.pendingRecords(Optional.empty(), 10)).isEmpty();
    }

    @Test
    void aNullStandsForAMissingValueAlsoInAUniqueKey() {
        assertThat(notes.count()).isZero();
        insert("notes", "{_id: 'a', body: 'b', label: null}");
        insert("notes", "{_id: 'b', body: 'b', label: null}");

        assertThat(notes.count()).isEqualTo(2);
        assertThat(notes.insert(Image.Present.of(RecordKey.global("c"), new VersionStamp(1, "t"), BODY), 1))
                .isEqualTo(new StepResult.Done());
    }

    @Test
    void duplicatesThatAreThereAlreadyDoNotStopTheModule() {
        insert("notes", "{_id: 'a', body: 'b', label: 'same'}");
        insert("notes", "{_id: 'b', body: 'b', label: 'same'}");

        assertThat(notes.count()).isEqualTo(2);
        assertThat(entries(notes, Optional.empty())).allMatch(it -> it.record().isPresent());
    }

    private void insert(String collection, String json) {
        raw(collection).insertOne(BsonDocument.parse(json));
    }

    private MongoCollection<BsonDocument> raw(String collection) {
        return TestServer.DEFAULT.client().getDatabase(config.database()).getCollection(collection, BsonDocument.class);
    }

    private static List<LegacyScanEntry> entries(LegacyStore store, Optional<RecordKey> after) {
        List<LegacyScanEntry> entries = new ArrayList<>();
        try (Scan<LegacyScanEntry> scan = store.scanRecords(after)) {
            scan.forEachRemaining(entries::add);
        }
        return entries;
    }
}
