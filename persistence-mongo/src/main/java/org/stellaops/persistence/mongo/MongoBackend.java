package org.stellaops.persistence.mongo;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.mongo.ServerPolicy.OtherServers;
import org.stellaops.persistence.mongo.internal.BackendAccess;
import org.stellaops.persistence.mongo.internal.MongoModule;
import org.stellaops.persistence.mongo.internal.SentCommands;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.DeadLetters;
import org.stellaops.persistence.spi.LeftBehindDocuments;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.Preparation;

/**
 * The legacy side of a module in MongoDB.
 *
 * <p>Uses only atomic statements on single documents, so it works on every topology of MongoDB. Writes are acknowledged by a
 * majority and durable; reads go to the primary. Opening does not wait for the server: it is recognised, and collections and
 * the indexes of small ones are created, when a store is first used. Indexes of large collections are built by {@link
 * #preparation}.
 */
public final class MongoBackend implements LegacyBackend {

    private final MongoModule module;
    private final MongoClient client;

    private MongoBackend(MongoClient client, MongoConfig config, String module, BackendAccess access) {
        this.client = client;
        this.module = new MongoModule(client, config, module, access);
    }

    /** Opens a backend with its own client and bounded pool, which {@link #close} closes. */
    public static MongoBackend open(MongoConfig config, String module) {
        return new MongoBackend(MongoClients.create(settings(config)), config, module, BackendAccess.READ_WRITE);
    }

    /**
     * Opens a backend that changes nothing: no collection and no index is made, a collection that is missing is an empty one,
     * and every method that writes throws {@link UnsupportedOperationException}.
     */
    public static MongoBackend openReadOnly(MongoConfig config, String module) {
        return new MongoBackend(MongoClients.create(settings(config)), config, module, BackendAccess.READ_ONLY);
    }

    /** The collections owned by an entity type: no other type of the same database may use one of them. */
    public static List<String> collectionsOf(EntityType<?> type) {
        return MongoModule.collectionsOf(type);
    }

    @Override
    public LegacyStore store(EntityType<?> type) {
        return module.store(type);
    }

    /**
     * Reads of a type that the query model cannot express.
     *
     * <p>Throws {@link IllegalArgumentException} when it is used with a type of another module.
     */
    public MongoReads reads(EntityType<?> type) {
        return (tenant, filter, order, limit) -> module.records(type, tenant, filter, order, limit);
    }

    @Override
    public ControlStore control() {
        return module.control();
    }

    @Override
    public DeadLetters deadLetters() {
        return module.deadLetters();
    }

    @Override
    public ControlEntries entries() {
        return module.entries();
    }

    @Override
    public LeftBehindDocuments leftBehind() {
        return module.leftBehind();
    }

    @Override
    public Preparation preparation() {
        return module.preparation();
    }

    /**
     * What the server is; waits for it, if it was not asked yet.
     *
     * @throws org.stellaops.persistence.StoreException if it does not answer, or is of a vendor that the configuration rejects
     */
    public MongoServerKind serverKind() {
        return module.serverKind();
    }

    @Override
    public void close() {
        client.close();
    }

    private static MongoClientSettings settings(MongoConfig config) {
        return MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(config.uri()))
                .retryWrites(config.server().others() == OtherServers.REJECTED)
                .retryReads(true)
                .writeConcern(WriteConcern.MAJORITY.withJournal(true))
                .readPreference(ReadPreference.primary())
                .timeout(millis(config.deadline()), TimeUnit.MILLISECONDS)
                .addCommandListener(SentCommands.LISTENER)
                .applyToClusterSettings(
                        it -> it.serverSelectionTimeout(millis(config.serverSelectionTimeout()), TimeUnit.MILLISECONDS))
                .applyToSocketSettings(it -> it.connectTimeout(millis(config.connectTimeout()), TimeUnit.MILLISECONDS))
                .applyToConnectionPoolSettings(
                        it -> it.maxSize(config.maxPoolSize()).minSize(0))
                .build();
    }

    private static long millis(Duration duration) {
        return duration.toMillis();
    }
}
