package org.stellaops.persistence.mongo.internal;

import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.conversions.Bson;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.DeadLetters;
import org.stellaops.persistence.spi.LeftBehindDocuments;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.value.Struct;

/** The stores of one module in its database, each opened once. */
public final class MongoModule {

    private final MongoDatabase database;
    private final String module;
    private final CollectionHandle.Reading reading;
    private final Fences fences;
    private final MongoControlStore control;
    private final Map<String, MongoLegacyStore> stores = new ConcurrentHashMap<>();

    /**
     * The module in its database.
     *
     * @param linearizableReads whether reads that decide something are linearizable
     * @param scanBatchSize documents that a scan asks for at once
     * @param deadline how long one statement may take
     * @param access whether it may write
     */
    public MongoModule(
            MongoDatabase database,
            String module,
            boolean linearizableReads,
            int scanBatchSize,
            Duration deadline,
            BackendAccess access) {
        this.database = database.withWriteConcern(WriteConcern.MAJORITY).withReadPreference(ReadPreference.primary());
        this.module = module;
        this.reading = new CollectionHandle.Reading(linearizableReads, scanBatchSize, deadline, access);
        this.fences = new Fences(this.database);
        this.control = new MongoControlStore(this.database, reading, fences, module);
    }

    /**
     * The store of an entity type.
     *
     * @throws IllegalArgumentException if the type belongs to another module
     */
    public LegacyStore store(EntityType<?> type) {
        return opened(type);
    }

    /** The first records of an entity type that a filter finds. */
    public List<StoredRecord> records(EntityType<?> type, Optional<String> tenant, Bson filter, Bson order, int limit) {
        return opened(type).records(tenant, filter, order, limit);
    }

    private MongoLegacyStore opened(EntityType<?> type) {
        if (!type.module().equals(module)) {
            throw new IllegalArgumentException(type + " is not of module " + module);
        }
        return stores.computeIfAbsent(
                type.name(), name -> new MongoLegacyStore(type, database, reading, fences, control));
    }

    /** The collections of an entity type. */
    public static List<String> collectionsOf(EntityType<?> type) {
        return MongoLegacyStore.collectionsOf(type);
    }

    /** The document of a record, without the fields of the library. */
    public static BsonDocument documentOf(EntityType<?> type, RecordKey key, Struct content) {
        return new RecordDocuments(type, new KeyLayout(type)).of(key, content);
    }

    /** The {@code _id} of a key. */
    public static BsonValue idOf(EntityType<?> type, RecordKey key) {
        return new KeyLayout(type).id(key);
    }

    /** The control record of the module. */
    public ControlStore control() {
        return control;
    }

    /** The dead letters of the module. */
    public DeadLetters deadLetters() {
        return new MongoDeadLetters(database, reading, module);
    }

    /** The entries beside the control record. */
    public ControlEntries entries() {
        return new MongoEntries(database, reading, module);
    }

    /** What was decided of documents of the module that cannot be read. */
    public LeftBehindDocuments leftBehind() {
        return new MongoLeftBehind(database, reading, module);
    }
}
