package org.stellaops.persistence.mongo.internal;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.FieldType;
import org.stellaops.persistence.entity.UniqueKey;

/**
 * Creates the missing collections and indexes of an entity type. Idempotent; may run concurrently in any number of
 * processes.
 */
final class CollectionSetup {

    private static final Logger LOG = LoggerFactory.getLogger("org.stellaops.persistence.mongo.setup");

    private static final int NAMESPACE_EXISTS = 48;
    private static final int INDEX_OPTIONS_CONFLICT = 85;
    private static final int INDEX_KEY_SPECS_CONFLICT = 86;

    private final MongoDatabase database;
    private final EntityType<?> type;
    private final KeyLayout keys;
    private final String records;
    private final String tombstones;
    private final IndexBuild indexes;

    /** Without a deadline, for builds. */
    private final MongoDatabase patient;

    CollectionSetup(
            MongoDatabase database,
            EntityType<?> type,
            KeyLayout keys,
            Duration patience,
            String records,
            String tombstones) {
        this.database = database;
        this.patient = database.withTimeout(0, TimeUnit.MILLISECONDS);
        this.type = type;
        this.keys = keys;
        this.records = records;
        this.tombstones = tombstones;
        this.indexes = new IndexBuild(type + " in MongoDB", patience, this::prepareIndexes);
    }

    /** Creates the collections, and waits for their indexes up to the statement deadline. */
    void prepare() {
        List<String> there = MongoFaults.guard(
                "list the collections of " + database.getName(),
                () -> database.listCollectionNames().into(new ArrayList<>()));
        for (String name : List.of(records, tombstones)) {
            if (!there.contains(name)) {
                create(name);
            }
        }
        nameExpiringIndexes();
        indexes.awaitOrLeave();
    }

    /** The deletes of a TTL index are no writes of the library: they have no tombstone and never reach PostgreSQL. */
    private void nameExpiringIndexes() {
        for (Document index : MongoFaults.guard(
                "list the indexes of " + records,
                () -> database.getCollection(records).listIndexes().into(new ArrayList<>()))) {
            if (index.containsKey("expireAfterSeconds")) {
                LOG.warn(
                        "TTL index {} of collection {} deletes documents past the library, so that PostgreSQL keeps them and"
                                + " verification finds them missing; drop it and call EntityStore.expire on a schedule",
                        index.get("name"),
                        records);
            }
        }
    }

    private void prepareIndexes() {
        index(records, ascending(SyncFields.PENDING), pending("_sync_pending", SyncFields.PENDING));
        index(
                records,
                ascending(SyncFields.PROVISIONAL_EPOCH),
                pending("_sync_provisional", SyncFields.PROVISIONAL_EPOCH));
        index(tombstones, ascending(TombstoneDocuments.PENDING), pending("_sync_pending", TombstoneDocuments.PENDING));
        if (!keys.order().equals(ascending(KeyLayout.ID))) {
            index(records, keys.order(), new IndexOptions().name("_sync_key_order"));
            index(tombstones, KeyLayout.ofTombstones(type).order(), new IndexOptions().name("_sync_key_order"));
        }
        type.uniqueKeys().forEach(key -> unique(records, key));
    }

    private void create(String name) {
        SentCommands.reset();
        try {
            database.createCollection(name);
        } catch (MongoException e) {
            if (e.getCode() != NAMESPACE_EXISTS) {
                throw MongoFaults.of("create collection " + name + " in " + database.getName(), e);
            }
        }
    }

    /**
     * Only documents that have a value in every field are in the index, so a record without one of them is not
     * constrained.
     */
    private void unique(String collection, UniqueKey key) {
        BsonDocument paths = new BsonDocument();
        type.legacyMapping().tenantPath().ifPresent(path -> paths.append(path, new BsonInt32(1)));
        BsonDocument constrained = new BsonDocument();
        for (String name : key.fields()) {
            FieldDef field = type.field(name).orElseThrow();
            Optional<String> path = type.legacyMapping().path(field);
            if (path.isEmpty()) {
                LOG.warn(
                        "unique key {} of {} cannot be enforced in MongoDB: field {} has another form in legacy documents",
                        key.name(),
                        type,
                        name);
                return;
            }
            paths.append(path.get(), new BsonInt32(1));
            constrained.append(path.get(), hasValue(field));
        }
        index(
                collection,
                paths,
                new IndexOptions().name(key.name()).unique(true).partialFilterExpression(constrained));
    }

    /** A null in a legacy document stands for a missing field, so $exists is not enough. */
    private static BsonDocument hasValue(FieldDef field) {
        String stored = field.type() instanceof FieldType.Scalar it
                ? switch (it.kind()) {
                    case TEXT -> "string";
                    case INT, LONG, DOUBLE, DECIMAL -> "number";
                    case BOOL -> "bool";
                    case INSTANT -> "date";
                    case UUID, BYTES -> "binData";
                }
                : "string";
        // A mapping may store any of them as text, as it does with instants finer than a BSON date.
        List<BsonString> types = List.of(new BsonString(stored), new BsonString("string"));
        return new BsonDocument("$type", new BsonArray(types.stream().distinct().toList()));
    }

    private void index(String collection, BsonDocument keyPaths, IndexOptions options) {
        SentCommands.reset();
        try {
            patient.getCollection(collection).createIndex(keyPaths, options);
        } catch (MongoException e) {
            switch (e.getCode()) {
                case MongoFaults.DUPLICATE_KEY ->
                    LOG.warn(
                            "unique index {} of collection {} cannot be built: existing documents hold a value"
                                    + " twice; until they are corrected MongoDB does not enforce it, and PostgreSQL rejects them",
                            options.getName(),
                            collection);
                case INDEX_OPTIONS_CONFLICT, INDEX_KEY_SPECS_CONFLICT ->
                    LOG.warn(
                            "index {} of collection {} exists with another definition and is left unchanged",
                            options.getName(),
                            collection);
                default ->
                    throw MongoFaults.of(
                            "create index " + options.getName() + " of collection " + collection + " in "
                                    + database.getName(),
                            e);
            }
        }
    }

    private static IndexOptions pending(String name, String path) {
        return new IndexOptions().name(name).partialFilterExpression(new BsonDocument(path, SyncFields.exists(true)));
    }

    private static BsonDocument ascending(String path) {
        return new BsonDocument(path, new BsonInt32(1));
    }
}
