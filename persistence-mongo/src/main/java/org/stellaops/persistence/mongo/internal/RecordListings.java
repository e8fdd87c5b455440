// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCursor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.stellaops.persistence.CountEstimate;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.Selected;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.UnreadableRecord;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.LegacySelection;
import org.stellaops.persistence.entity.UnmappableException;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Keyset;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.query.QueryRules;
import org.stellaops.persistence.spi.KeyRange;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyScanEntry;
import org.stellaops.persistence.spi.PendingSample;
import org.stellaops.persistence.spi.Scan;
import org.stellaops.persistence.spi.ScanEntry;
import org.stellaops.persistence.spi.StoredDocument;

/** Reads of one and of many records. */
final class RecordListings {

    private static final int SAMPLES_OF_A_RANGE = 50;

    private final EntityType<?> type;
    private final CollectionHandle place;
    private final KeyLayout keys;
    private final RecordDocuments documents;
    private final HeldDocument held;

    RecordListings(
            EntityType<?> type, CollectionHandle place, KeyLayout keys, RecordDocuments documents, HeldDocument held) {
        this.type = type;
        this.place = place;
        this.keys = keys;
        this.documents = documents;
        this.held = held;
    }

    Optional<LegacyRecord> read(RecordKey key) {
        Optional<RawBsonDocument> raw = place.decide("read " + key + " in " + place.name(), keys.is(key));
        held.read(key, raw);
        return raw.map(this::readable);
    }

    /** As {@link #read}, of a moment before this call. */
    Optional<LegacyRecord> hint(RecordKey key) {
        Optional<RawBsonDocument> raw = committed("read ", key);
        held.read(key, raw);
        return raw.map(this::readable);
    }

    /** Those that can be read, until so many bytes are read; their documents are held for the statements that follow. */
    List<LegacyRecord> readAll(List<RecordKey> asked, long bytes) {
        held.forget();
        List<LegacyRecord> found = new ArrayList<>();
        if (asked.isEmpty()) {
            return found;
        }
        String attempt = "read " + asked.size() + " records in " + place.name();
        long left = bytes;
        try (MongoCursor<RawBsonDocument> cursor = MongoFaults.guard(
                attempt,
                () -> place.find(keys.in(asked), new BsonDocument(), asked.size())
                        .iterator())) {
            while (left > 0 && MongoFaults.guard(attempt, cursor::hasNext)) {
                RawBsonDocument raw = MongoFaults.guard(attempt, cursor::next);
                left -= raw.getByteBuffer().remaining();
                ifReadable(raw).ifPresent(it -> {
                    held.add(it.key(), raw);
                    found.add(it);
                });
            }
        }
        return found;
    }

    Optional<StoredRecord> find(RecordKey key) {
        return committed("find ", key).map(raw -> readable(raw).toStoredRecord());
    }

    /** The document of a key that a majority has. */
    private Optional<RawBsonDocument> committed(String verb, RecordKey key) {
        return place.list(verb + key + " in " + place.name(), keys.is(key), new BsonDocument(), 1).stream()
                .findFirst();
    }

    boolean exists(RecordKey key) {
        return place.exists("look for " + key + " in " + place.name(), keys.is(key));
    }

    Page<StoredRecord> findAll(List<RecordKey> asked) {
        if (asked.isEmpty()) {
            return new Page<>(List.of(), Optional.empty());
        }
        Map<BsonValue, RecordKey> ids = new LinkedHashMap<>();
        asked.forEach(key -> ids.put(keys.id(key), key));
        Map<RecordKey, StoredRecord> found = new HashMap<>();
        List<UnreadableRecord> unreadable = new ArrayList<>();
        String attempt = "find " + ids.size() + " records in " + place.name();
        for (RawBsonDocument raw : place.list(attempt, keys.in(asked), new BsonDocument(), ids.size())) {
            try {
                StoredRecord record = documents.read(raw).toStoredRecord();
                found.put(record.key(), record);
            } catch (UnmappableException e) {
                unreadable.add(new UnreadableRecord(documents.keyText(raw), String.valueOf(e.getMessage())));
            }
        }
        return new Page<>(
                ids.values().stream()
                        .flatMap(key -> Stream.ofNullable(found.get(key)))
                        .toList(),
                Optional.empty(),
                unreadable);
    }

    long count(Optional<String> tenant, Condition where, long atMost) {
        return place.count(matching(tenant, where), atMost);
    }

    /** Counted up to the bound; above it the statistics of the collection, of which a tenant has what a sample says. */
    CountEstimate estimate(Optional<String> tenant) {
        BsonDocument filter = matching(tenant, Condition.all());
        return CountEstimate.of(
                place.count(filter, CountEstimate.COUNTED + 1L),
                () -> tenant.isEmpty() ? place.estimate() : place.estimate(filter));
    }

    private BsonDocument matching(Optional<String> tenant, Condition where) {
        QueryRules.check(type, tenant, Query.where(where));
        return ConditionFilters.all(List.of(keys.of(tenant), new ConditionFilters(type, keys, tenant).of(where)));
    }

    Page<StoredRecord> query(Optional<String> tenant, Query query) {
        return page(
                tenant, query, new BsonDocument(), raw -> documents.read(raw).toStoredRecord());
    }

    /** What the mapping can read alone is all that is sent; otherwise whole documents are. */
    Page<Selected> select(Optional<String> tenant, Query query, Set<String> fields) {
        QueryRules.checkSelected(type, fields);
        Set<String> needed = new HashSet<>(fields);
        // The position of the next page is made of them.
        query.sorts().forEach(it -> needed.add(it.field()));
        Page<StoredRecord> page = type.legacyMapping()
                .selection(needed)
                .map(it -> page(tenant, query, projection(it), raw -> documents.read(raw, it)))
                .orElseGet(() -> query(tenant, query));
        return page.map(it -> Selected.of(it.key(), it.content(), fields));
    }

    private BsonDocument projection(LegacySelection selection) {
        BsonDocument projection = new BsonDocument(KeyLayout.ID, new BsonInt32(1));
        keys.tenantMember().ifPresent(it -> projection.append(it, new BsonInt32(1)));
        selection.members().forEach(it -> projection.append(it, new BsonInt32(1)));
        return projection;
    }

    private Page<StoredRecord> page(
            Optional<String> tenant,
            Query query,
            BsonDocument projection,
            Function<RawBsonDocument, StoredRecord> reading) {
        QueryRules.check(type, tenant, query);
        ConditionFilters conditions = new ConditionFilters(type, keys, tenant);
        BsonDocument filter =
                ConditionFilters.all(List.of(keys.of(tenant), conditions.of(Keyset.condition(type, query))));
        BsonDocument order = keys.order(Keyset.totalOrder(type, query));
        String attempt = "list records in " + place.name();
        PageBuilder page = new PageBuilder(type, query, documents, reading);
        read(attempt, page, place.find(filter, order, query.limit() + 1).projection(projection));
        if (page.isFull() || !page.hasUnreadable()) {
            return page.build();
        }
        // Documents that cannot be read took places of the page, so it is read again, as far as it takes.
        PageBuilder longer = new PageBuilder(type, query, documents, reading);
        read(attempt, longer, place.pending(filter, order).projection(projection));
        return longer.build();
    }

    private static void read(String attempt, PageBuilder page, FindIterable<RawBsonDocument> found) {
        try (MongoCursor<RawBsonDocument> cursor = MongoFaults.guard(attempt, found::iterator)) {
            while (!page.isFull() && MongoFaults.guard(attempt, cursor::hasNext)) {
                page.add(MongoFaults.guard(attempt, cursor::next));
            }
        }
    }

    /** The first records of a tenant that a filter of the caller's finds; the key breaks ties. */
    List<StoredRecord> records(Optional<String> tenant, BsonDocument filter, BsonDocument order, int limit) {
        BsonDocument total = order.clone();
        keys.order().forEach((path, direction) -> {
            if (!total.containsKey(path)) {
                total.append(path, direction);
            }
        });
        return place
                .list(
                        "list records in " + place.name(),
                        ConditionFilters.all(List.of(keys.of(tenant), filter)),
                        total,
                        limit)
                .stream()
                .map(raw -> readable(raw).toStoredRecord())
                .toList();
    }

    Scan<ScanEntry> scanEntries(Optional<RecordKey> after) {
        return scan(
                after,
                documents::scanEntry,
                it -> Optional.of(it.key()).filter(key -> it.problem().isEmpty()));
    }

    /** As {@link #scanEntries}, of documents of which nothing but the key and the fields of the library is sent. */
    Scan<ScanEntry> storedEntries(Optional<RecordKey> after) {
        BsonDocument projection = keys.projection().append(SyncFields.SYNC, new BsonInt32(1));
        return scan(
                KeyRange.ALL.behind(after),
                Optional.of(projection),
                documents::storedEntry,
                it -> Optional.of(it.key()).filter(key -> it.problem().isEmpty()));
    }

    /** The records of a range; what is outside the order of keys belongs to the range without an end. */
    Scan<LegacyScanEntry> entries(KeyRange range) {
        return scan(range, Optional.empty(), documents::entry, it -> it.record().map(LegacyRecord::key));
    }

    /** By a random sample, of which equally many are between two boundaries. */
    List<RecordKey> boundaries(int ranges) {
        List<RecordKey> sampled = place.sampled(ranges * SAMPLES_OF_A_RANGE, keys.projection()).stream()
                .flatMap(raw -> keyIn(raw).stream())
                .sorted()
                .distinct()
                .toList();
        return KeyRange.boundaries(sampled, ranges);
    }

    Scan<StoredDocument> documents() {
        return scan(Optional.empty(), documents::examined, StoredDocument::key);
    }

    /** The records of a work list that can be read; the others are reported by the scans, with the reason. */
    List<LegacyRecord> list(String attempt, BsonDocument pending, Optional<RecordKey> after, int limit) {
        return list(attempt, pending, after, limit, Long.MAX_VALUE);
    }

    /** As above, but cut at so many bytes of documents. */
    List<LegacyRecord> list(String attempt, BsonDocument pending, Optional<RecordKey> after, int limit, long bytes) {
        BsonDocument filter = ConditionFilters.all(List.of(pending, keys.behind(after)));
        return place.workList(attempt, filter, keys.order(), found -> readable(attempt, found, limit, bytes));
    }

    private List<LegacyRecord> readable(
            String attempt, FindIterable<RawBsonDocument> documents, int limit, long bytes) {
        List<LegacyRecord> found = new ArrayList<>();
        long left = bytes;
        try (MongoCursor<RawBsonDocument> cursor = documents.iterator()) {
            while (found.size() < limit && left > 0 && MongoFaults.guard(attempt, cursor::hasNext)) {
                RawBsonDocument raw = MongoFaults.guard(attempt, cursor::next);
                Optional<LegacyRecord> record = ifReadable(raw);
                if (record.isPresent()) {
                    found.add(record.get());
                    left -= raw.getByteBuffer().remaining();
                }
            }
        }
        return List.copyOf(found);
    }

    PendingSample sample(BsonDocument pending, int atMost) {
        return place.sample(pending, SyncFields.TOKEN, atMost);
    }

    long countPending(BsonDocument filter) {
        return place.countPending(filter);
    }

    long countPending(BsonDocument filter, Predicate<String> tenants) {
        return place.countPending(filter, keys.projection(), raw -> keys.mayBeOf(raw, tenants));
    }

    /** By the statistics of the collection. */
    long roughCount() {
        return place.estimate();
    }

    long countAll() {
        return place.countAll();
    }

    /** First the documents in key order; then those that the key order does not include, so that none is missed. */
    private <T> Scan<T> scan(
            Optional<RecordKey> after, Function<RawBsonDocument, T> each, Function<T, Optional<RecordKey>> keyOf) {
        return scan(KeyRange.ALL.behind(after), Optional.empty(), each, keyOf);
    }

    private <T> Scan<T> scan(
            KeyRange range,
            Optional<BsonDocument> projection,
            Function<RawBsonDocument, T> each,
            Function<T, Optional<RecordKey>> keyOf) {
        return range.equals(KeyRange.ALL) && keys.withOtherId().isPresent()
                ? new KeyedScan<>(
                        scan(List.of(new BsonDocument()), projection, each),
                        keyOf,
                        last -> apart(KeyRange.ALL.behind(last), projection, each))
                : apart(range, projection, each);
    }

    /** The documents whose ids have the type's class, in key order; then all others, which belong to a range without an end. */
    private <T> Scan<T> apart(KeyRange range, Optional<BsonDocument> projection, Function<RawBsonDocument, T> each) {
        List<BsonDocument> filters = new ArrayList<>();
        filters.add(
                ConditionFilters.all(List.of(keys.withTypedId(), keys.behind(range.after()), keys.upTo(range.upTo()))));
        if (range.upTo().isEmpty()) {
            keys.withOtherId().ifPresent(filters::add);
        }
        return scan(filters, projection, each);
    }

    private <T> Scan<T> scan(
            List<BsonDocument> filters, Optional<BsonDocument> projection, Function<RawBsonDocument, T> each) {
        return new MongoScan<>(
                "scan " + place.name(),
                filters.stream().map(it -> cursor(it, projection)).toList(),
                each);
    }

    private Supplier<MongoCursor<RawBsonDocument>> cursor(BsonDocument filter, Optional<BsonDocument> projection) {
        return () -> place.cursor(filter, keys.order(), projection).iterator();
    }

    private Optional<RecordKey> keyIn(RawBsonDocument raw) {
        try {
            return Optional.of(keys.keyOf(raw));
        } catch (UnmappableException e) {
            return Optional.empty();
        }
    }

    private Optional<LegacyRecord> ifReadable(RawBsonDocument raw) {
        try {
            return Optional.of(documents.read(raw));
        } catch (UnmappableException e) {
            return Optional.empty();
        }
    }

    private LegacyRecord readable(RawBsonDocument raw) {
        try {
            return documents.read(raw);
        } catch (UnmappableException e) {
            throw new StoreException(
                    Fault.Kind.UNREADABLE,
                    "tried to read " + documents.keyText(raw) + " in " + place.name() + "; " + e.getMessage()
                            + "; fix the document, or the mapping of " + type,
                    null);
        }
    }
}
