// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.conversions.Bson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.cohort.SharedFence;
import org.stellaops.persistence.cutover.Cohort;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.IndexDef;
import org.stellaops.persistence.entity.UnmappableException;
import org.stellaops.persistence.mongo.config.MongoConfig;
import org.stellaops.persistence.mongo.config.MongoServerKind;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.DeadLetters;
import org.stellaops.persistence.spi.LeftBehindDocuments;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.Preparation;
import org.stellaops.persistence.spi.Retirement;
import org.stellaops.persistence.spi.StoredIndex;
import org.stellaops.persistence.value.Struct;

/** The stores of one module in its database, each opened once. */
public final class MongoModule {

    private static final Logger LOG = LoggerFactory.getLogger("org.stellaops.persistence.mongo.fence");

    private final MongoDatabase database;
    private final String module;
    private final int cohort;
    private final Server server;
    private final CollectionHandle.Reading reading;
    private final Fences fences;
    private final MongoControlStore control;
    private final CollectionSetup.Context setup;
    private final Map<String, MongoLegacyStore> stores = new ConcurrentHashMap<>();

    /**
     * The module in its database.
     *
     * @param client the client, which the caller closes
     * @param given its database
     * @param config how it reads, and what it asks of the server
     * @param access whether it may write
     */
    public MongoModule(
            MongoClient client, MongoDatabase given, MongoConfig config, String module, BackendAccess access) {
        this(client, given, config, module, access, Optional.empty());
    }

    /** As above, with the control record of a cohort of the module. */
    public MongoModule(
            MongoClient client,
            MongoDatabase given,
            MongoConfig config,
            String module,
            BackendAccess access,
            Optional<Cohort> cohort) {
        this.cohort = cohort.map(Cohort::number).orElse(0);
        this.database = given.withWriteConcern(WriteConcern.MAJORITY.withJournal(true))
                .withReadPreference(ReadPreference.primary());
        this.module = module;
        List<String> hosts = config.hasAddress() ? new ConnectionString(config.uri()).getHosts() : List.of();
        this.server = new Server(client, this.database, config.server(), access, hosts);
        this.reading = new CollectionHandle.Reading(server, config.scanBatchSize(), config.deadline(), access);
        this.fences = new Fences(this.database, reading);
        this.control = cohort.map(this::controlOf)
                .orElseGet(() -> new MongoControlStore(this.database, reading, fences, module));
        this.setup = new CollectionSetup.Context(
                this.database,
                client.getDatabase("admin").withCodecRegistry(MongoClientSettings.getDefaultCodecRegistry()),
                new CollectionFacts(client, this.database, server),
                server,
                new PreparationNotes(new MongoEntries(this.database, reading, module)),
                config.server().indexAtStart());
    }

    private MongoControlStore controlOf(Cohort of) {
        CollectionHandle place = CollectionHandle.of(
                database, MongoControlStore.COLLECTION, "the fence record of module " + module, reading);
        return new MongoControlStore(
                database,
                reading,
                fences,
                of.qualifiedName(),
                of.number(),
                Optional.of(sharedFence(new MongoFenceRecord(place, module))));
    }

    private static SharedFence sharedFence(MongoFenceRecord record) {
        return new SharedFence(
                record,
                () -> UUID.randomUUID().toString(),
                System::nanoTime,
                attempt ->
                        LOG.warn("raise {} of the fence {} was never seen to end, and is given up", attempt, record));
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
                type.name(), name -> new MongoLegacyStore(type, setup, reading, fences, cohort, control));
    }

    /** The indexes of the collection of an entity type, those of the library left out. */
    public List<StoredIndex> indexes(EntityType<?> type) {
        IndexedPaths paths = new IndexedPaths(type);
        return setup.facts().indexes(type.collection()).stream()
                .filter(it -> !it.getString("name").getValue().startsWith("_sync"))
                .map(paths::index)
                .toList();
    }

    /** The command that makes an index. */
    public static String indexCommand(EntityType<?> type, IndexDef index) {
        return new IndexedPaths(type).command(index);
    }

    /** The collections of an entity type. */
    public static List<String> collectionsOf(EntityType<?> type) {
        return MongoLegacyStore.collectionsOf(type);
    }

    /** The document of a record, without the fields of the library. */
    public static BsonDocument documentOf(EntityType<?> type, RecordKey key, Struct content) {
        return new RecordDocuments(type, new KeyLayout(type)).of(key, content);
    }

    /** What keeps a document from being a record of a type; empty if nothing does. */
    public static Optional<UnmappableException> problemOf(EntityType<?> type, RawBsonDocument document) {
        return new RecordDocuments(type, new KeyLayout(type)).problem(document);
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

    /** The work on existing collections that may take long. */
    public Preparation preparation() {
        return new MongoPreparation(this::opened, reading.access());
    }

    /** Takes what the library keeps in the database out. */
    public Retirement retirement() {
        return new MongoRetirement(database, reading, fences, module);
    }

    /** What the server is; asks it, if it was not asked yet. */
    public MongoServerKind serverKind() {
        return server.traits().kind();
    }

    /** What was decided of documents of the module that cannot be read. */
    public LeftBehindDocuments leftBehind() {
        return new MongoLeftBehind(database, reading, module);
    }
}
