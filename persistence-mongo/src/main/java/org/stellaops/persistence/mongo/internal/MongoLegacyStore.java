// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoDatabase;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.bson.BsonDocument;
import org.bson.UuidRepresentation;
import org.bson.codecs.configuration.CodecRegistries;
import org.bson.codecs.configuration.CodecRegistry;
import org.bson.conversions.Bson;
import org.stellaops.persistence.CountEstimate;
import org.stellaops.persistence.DistinctValues;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.Selected;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.KeyRange;
import org.stellaops.persistence.spi.LegacyPatch;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyScanEntry;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.PendingSample;
import org.stellaops.persistence.spi.Scan;
import org.stellaops.persistence.spi.ScanEntry;
import org.stellaops.persistence.spi.StepResult;
import org.stellaops.persistence.spi.StoredDocument;
import org.stellaops.persistence.spi.VersionBump;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Value;

/**
 * The legacy store of an entity type in MongoDB: its records in the type's collection, each with the protocol's fields
 * in {@code _sync}, and its tombstones in the collection of the same name with the suffix {@code _tombstones}.
 *
 * <p>Collections, and the indexes of small ones, are made when the store is first used, and not before, so that a module can
 * be opened while MongoDB is down; a store that is opened read-only makes none of them.
 */
final class MongoLegacyStore implements LegacyStore {

    /** For the values in filters of callers; the library writes UUIDs in this representation. */
    private static final CodecRegistry CALLERS_VALUES = CodecRegistries.withUuidRepresentation(
            MongoClientSettings.getDefaultCodecRegistry(), UuidRepresentation.STANDARD);

    private static final String TOMBSTONES = "_tombstones";

    private static final BsonDocument PENDING = new BsonDocument(SyncFields.PENDING, SyncFields.exists(true));

    private static final BsonDocument PROVISIONAL =
            new BsonDocument(SyncFields.PROVISIONAL_EPOCH, SyncFields.exists(true));

    private final EntityType<?> type;
    private final MongoControlStore control;
    private final CollectionSetup setup;
    private final RecordStatements records;
    private final TombstoneStatements tombstones;
    private final PatchStatements patches;
    private final RecordListings listings;
    private final DistinctReading distinct;
    private volatile boolean ready;

    MongoLegacyStore(
            EntityType<?> type,
            CollectionSetup.Context context,
            CollectionHandle.Reading reading,
            Fences fences,
            int cohort,
            MongoControlStore control) {
        MongoDatabase database = context.database();
        KeyLayout keys = new KeyLayout(type);
        KeyLayout tombstoneKeys = KeyLayout.ofTombstones(type);
        HeldDocument held = new HeldDocument();
        RecordDocuments documents = new RecordDocuments(type, keys);
        CollectionHandle recordPlace = CollectionHandle.of(database, recordsOf(type), type + " in MongoDB", reading);
        CollectionHandle tombstonePlace =
                CollectionHandle.of(database, tombstonesOf(type), "the tombstones of " + type + " in MongoDB", reading);
        this.type = type;
        this.ready = reading.access() == BackendAccess.READ_ONLY;
        this.control = control;
        control.know(recordsOf(type), tombstonesOf(type));
        this.setup = new CollectionSetup(context, type, keys, recordsOf(type), tombstonesOf(type));
        Statements.RejectionTracker rejections = new FenceRejections(
                fences, recordsOf(type), Fence.RECORDS, new Duplicates(type, recordPlace, keys, setup::isCollated));
        this.records =
                new RecordStatements(recordPlace, new Statements(recordPlace, rejections), keys, documents, held);
        this.patches = new PatchStatements(type, recordPlace, rejections, keys, documents);
        Duplicates ofTombstones = new Duplicates(type, tombstonePlace, tombstoneKeys, setup::isCollated);
        this.tombstones = new TombstoneStatements(
                tombstonePlace,
                new Statements(
                        tombstonePlace,
                        new FenceRejections(fences, tombstonesOf(type), Fence.TOMBSTONES, ofTombstones)),
                tombstoneKeys,
                () -> fences.epochOf(tombstonesOf(type), Fence.TOMBSTONES, cohort));
        this.listings = new RecordListings(type, recordPlace, keys, documents, held);
        this.distinct = new DistinctReading(type, recordPlace, keys);
    }

    /** Its collections of records and of tombstones. */
    static List<String> collectionsOf(EntityType<?> type) {
        return List.of(recordsOf(type), tombstonesOf(type));
    }

    private static String recordsOf(EntityType<?> type) {
        return type.collection();
    }

    private static String tombstonesOf(EntityType<?> type) {
        return type.collection() + TOMBSTONES;
    }

    private RecordStatements records() {
        prepare();
        return records;
    }

    private TombstoneStatements tombstones() {
        prepare();
        return tombstones;
    }

    List<StoredRecord> records(Optional<String> tenant, Bson filter, Bson order, int limit) {
        return listings()
                .records(
                        tenant,
                        filter.toBsonDocument(BsonDocument.class, CALLERS_VALUES),
                        order.toBsonDocument(BsonDocument.class, CALLERS_VALUES),
                        limit);
    }

    private RecordListings listings() {
        prepare();
        return listings;
    }

    /**
     * Without a lock: it may run twice, but no thread waits for another thread's server call.
     */
    private void prepare() {
        if (!ready) {
            setup.atFirstUse();
            enroll();
            ready = true;
        }
    }

    CollectionSetup setup() {
        return setup;
    }

    /** Lets every process know of the collections, and fences them. */
    void enroll() {
        control.enroll(recordsOf(type), tombstonesOf(type));
    }

    @Override
    public List<String> unprepared() {
        prepare();
        return setup.missing();
    }

    @Override
    public EntityType<?> type() {
        return type;
    }

    @Override
    public Optional<StoredRecord> find(RecordKey key) {
        return listings().find(key);
    }

    @Override
    public Page<StoredRecord> query(Optional<String> tenant, Query query) {
        return listings().query(tenant, query);
    }

    @Override
    public boolean exists(RecordKey key) {
        return listings().exists(key);
    }

    @Override
    public Page<StoredRecord> findAll(List<RecordKey> keys) {
        return listings().findAll(keys);
    }

    @Override
    public long count(Optional<String> tenant, Condition where, long atMost) {
        return listings().count(tenant, where, atMost);
    }

    @Override
    public Page<Selected> select(Optional<String> tenant, Query query, Set<String> fields) {
        return listings().select(tenant, query, fields);
    }

    @Override
    public DistinctValues<Value> distinct(Optional<String> tenant, String field, Condition where, int atMost) {
        prepare();
        return distinct.read(tenant, field, where, atMost);
    }

    @Override
    public CountEstimate estimate(Optional<String> tenant) {
        return listings().estimate(tenant);
    }

    @Override
    public Scan<ScanEntry> scan(Optional<RecordKey> after) {
        return listings().scanEntries(after);
    }

    @Override
    public Scan<ScanEntry> scanStored(Optional<RecordKey> after) {
        return listings().storedEntries(after);
    }

    @Override
    public Scan<LegacyScanEntry> scanRecords(Optional<RecordKey> after) {
        return listings().entries(KeyRange.ALL.behind(after));
    }

    @Override
    public Scan<LegacyScanEntry> scanRecords(KeyRange range) {
        return listings().entries(range);
    }

    @Override
    public List<RecordKey> boundaries(int ranges) {
        return listings().boundaries(ranges);
    }

    @Override
    public Scan<StoredDocument> scanDocuments() {
        return listings().documents();
    }

    @Override
    public Optional<LegacyRecord> read(RecordKey key) {
        return listings().read(key);
    }

    @Override
    public Optional<LegacyTombstone> readTombstone(RecordKey key) {
        return tombstones().read(key);
    }

    @Override
    public Map<RecordKey, LegacyTombstone> readTombstones(Collection<RecordKey> keys) {
        return tombstones().read(keys);
    }

    @Override
    public Map<RecordKey, LegacyTombstone> knownTombstones(Collection<RecordKey> keys) {
        return tombstones().known(keys);
    }

    @Override
    public Optional<LegacyRecord> hint(RecordKey key) {
        return listings().hint(key);
    }

    @Override
    public Optional<LegacyTombstone> hintTombstone(RecordKey key) {
        return Optional.ofNullable(tombstones().known(List.of(key)).get(key));
    }

    @Override
    public StepResult insert(Image.Present image, long pendingEpoch) {
        return records().insert(image, pendingEpoch);
    }

    @Override
    public StepResult replace(VersionStamp expected, Image.Present image, long pendingEpoch) {
        return records().replace(expected, image, pendingEpoch);
    }

    @Override
    public StepResult replaceHinted(LegacyRecord hint, Image.Present image, long pendingEpoch) {
        return records().replaceHinted(hint, image, pendingEpoch);
    }

    @Override
    public boolean delete(RecordKey key, VersionStamp expected) {
        return records().delete(key, expected);
    }

    @Override
    public StepResult insertTombstone(LegacyTombstone tombstone) {
        return tombstones().insert(tombstone);
    }

    @Override
    public StepResult replaceTombstone(VersionStamp expected, LegacyTombstone tombstone) {
        return tombstones().replace(expected, tombstone);
    }

    @Override
    public LegacyPatch.Result update(RecordKey key, LegacyPatch patch, Precondition precondition) {
        prepare();
        return patches.update(key, patch, precondition);
    }

    @Override
    public LegacyPatch.Result updateFirst(Optional<String> tenant, Query next, LegacyPatch patch) {
        prepare();
        return patches.updateFirst(tenant, next, patch);
    }

    @Override
    public List<LegacyRecord> readAll(List<RecordKey> keys, long bytes) {
        return listings().readAll(keys, bytes);
    }

    @Override
    public List<StepResult> insertAll(List<Image.Present> images, long pendingEpoch) {
        return records().insertAll(images, pendingEpoch);
    }

    @Override
    public List<StepResult> replaceAll(List<Replacement> replacements, long pendingEpoch) {
        return records().replaceAll(replacements, pendingEpoch);
    }

    @Override
    public long deleteAll(List<Image.Tombstone> victims) {
        return records().deleteAll(victims);
    }

    @Override
    public List<StepResult> insertTombstones(List<LegacyTombstone> inserted) {
        return tombstones().insertAll(inserted);
    }

    @Override
    public List<StepResult> replaceTombstones(List<TombstoneReplacement> replacements) {
        return tombstones().replaceAll(replacements);
    }

    @Override
    public boolean clearPending(RecordKey key, VersionStamp expected) {
        return records().clearPending(key, expected);
    }

    @Override
    public boolean clearTombstonePending(RecordKey key, VersionStamp expected) {
        return tombstones().clearPending(key, expected);
    }

    @Override
    public List<Boolean> clearPendingFlags(List<? extends Image> states) {
        return ByKind.each(states, records()::clearAllPending, tombstones()::clearAllPending);
    }

    @Override
    public StepResult bump(VersionBump bump) {
        return records().bump(bump);
    }

    @Override
    public StepResult bumpTombstone(VersionBump bump) {
        return tombstones().bump(bump);
    }

    @Override
    public boolean claim(RecordKey key, VersionStamp expected, String claimer) {
        return tombstones().claim(key, expected, claimer);
    }

    @Override
    public boolean markExecuted(RecordKey key, VersionStamp expected) {
        return tombstones().markExecuted(key, expected);
    }

    @Override
    public StepResult stamp(RecordKey key, VersionStamp given, ContentHash hash, long pendingEpoch) {
        return records().stamp(key, given, hash, pendingEpoch);
    }

    @Override
    public StepResult updateIfLower(Image.Present image) {
        return records().updateIfLower(image);
    }

    @Override
    public StepResult insertProvisional(Image.Present image, LegacyRecord.Provisional provisional) {
        return records().insertProvisional(image, provisional);
    }

    @Override
    public boolean confirm(RecordKey key, long version, String attempt) {
        return records().confirm(key, version, attempt);
    }

    @Override
    public List<StepResult> updateAllIfLower(List<Replacement> updates) {
        return records().updateAllIfLower(updates);
    }

    @Override
    public List<StepResult> insertAllProvisional(List<Image.Present> images, LegacyRecord.Provisional provisional) {
        return records().insertAllProvisional(images, provisional);
    }

    @Override
    public void confirmAll(List<Image.Present> images, String attempt) {
        records().confirmAll(images, attempt);
    }

    @Override
    public StepResult replaceStaleWrite(VersionStamp staleWrite, Image.Present image) {
        return records().replaceStaleWrite(staleWrite, image);
    }

    @Override
    public boolean deleteLower(RecordKey key, long version, Unversioned unversioned) {
        return records().deleteLower(key, version, unversioned);
    }

    @Override
    public void deleteAllLower(List<Image.Tombstone> tombstones) {
        records().deleteAllLower(tombstones);
    }

    @Override
    public StepResult applyTombstone(Image.Tombstone image) {
        return tombstones().apply(image);
    }

    @Override
    public List<Image.Tombstone> replicatedTombstones(Optional<RecordKey> after, int limit) {
        return tombstones().replicated(after, limit);
    }

    @Override
    public long removeTombstones(Collection<Image.Tombstone> removed) {
        return tombstones().remove(removed);
    }

    @Override
    public List<LegacyRecord> pendingRecords(Optional<RecordKey> after, int limit) {
        return listings().list("list pending records of " + type, PENDING, after, limit);
    }

    @Override
    public List<LegacyRecord> pendingRecords(Optional<RecordKey> after, int limit, long bytes) {
        return listings().list("list pending records of " + type, PENDING, after, limit, bytes);
    }

    @Override
    public List<LegacyTombstone> pendingTombstones(Optional<RecordKey> after, int limit) {
        return tombstones().pending(after, limit);
    }

    @Override
    public List<LegacyRecord> provisionalRecords(Optional<RecordKey> after, int limit) {
        return listings().list("list provisional records of " + type, PROVISIONAL, after, limit);
    }

    @Override
    public long pendingCount() {
        return listings().countPending(PENDING) + tombstones().pendingCount();
    }

    @Override
    public long pendingCount(Predicate<String> tenants) {
        return listings().countPending(PENDING, tenants) + tombstones().pendingCount(tenants);
    }

    @Override
    public PendingSample pendingSample(int atMost) {
        return listings().sample(PENDING, atMost).plus(tombstones().pendingSample(atMost), atMost);
    }

    @Override
    public long count() {
        return listings().countAll();
    }

    @Override
    public long roughCount() {
        return listings().roughCount();
    }
}
