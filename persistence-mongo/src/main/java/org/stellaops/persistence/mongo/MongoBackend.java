// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.event.CommandListener;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.stellaops.persistence.cohort.CohortBackends;
import org.stellaops.persistence.cutover.Cohort;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.IndexDef;
import org.stellaops.persistence.mongo.config.MongoConfig;
import org.stellaops.persistence.mongo.config.MongoServerKind;
import org.stellaops.persistence.mongo.config.MongoTls;
import org.stellaops.persistence.mongo.config.ServerPolicy.OtherServers;
import org.stellaops.persistence.mongo.internal.BackendAccess;
import org.stellaops.persistence.mongo.internal.EncryptionGuard;
import org.stellaops.persistence.mongo.internal.GivenClients;
import org.stellaops.persistence.mongo.internal.MongoModule;
import org.stellaops.persistence.mongo.internal.SentCommands;
import org.stellaops.persistence.mongo.internal.TlsContexts;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.DeadLetters;
import org.stellaops.persistence.spi.LeftBehindDocuments;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.Preparation;
import org.stellaops.persistence.spi.Retirement;
import org.stellaops.persistence.spi.StoredIndex;

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
    private final Runnable close;
    private final Function<Cohort, MongoBackend> ofCohort;

    private MongoBackend(
            MongoClient client,
            MongoDatabase database,
            Runnable close,
            MongoConfig config,
            String module,
            BackendAccess access) {
        this(
                new MongoModule(client, database, config, module, access),
                close,
                cohort -> new MongoBackend(
                        new MongoModule(client, database, config, module, access, Optional.of(cohort)),
                        close,
                        MongoBackend::ofAnother));
    }

    private MongoBackend(MongoModule module, Runnable close, Function<Cohort, MongoBackend> ofCohort) {
        this.module = module;
        this.close = close;
        this.ofCohort = ofCohort;
    }

    private static MongoBackend ofAnother(Cohort cohort) {
        throw new IllegalStateException("tried to open " + cohort + " on the backend of another cohort");
    }

    @Override
    public LegacyBackend cohort(Cohort cohort) {
        return CohortBackends.legacy(cohort, ofCohort.apply(cohort), this);
    }

    /**
     * Opens a backend with its own client and bounded pool, which {@link #close} closes.
     *
     * @throws IllegalArgumentException if the configuration has no connection string, or a file of its TLS settings cannot be
     *     used
     * @throws org.stellaops.persistence.StoreException if connections to another machine would not be encrypted
     */
    public static MongoBackend open(MongoConfig config, String module) {
        return own(config, module, BackendAccess.READ_WRITE);
    }

    /**
     * Opens a backend on a client of the application, which stays open when it is closed. Deadline, read and write concerns,
     * read preference and codecs are the library's; everything else is the client's.
     *
     * <p>With {@link #commandListener} among the client's command listeners, a statement that was never sent is told from one
     * whose answer was lost. Without it the outcome of both is unknown to the caller. On a server that does not recognise a
     * repeated write, the client must have the listener, or not repeat writes ({@code retryWrites=false}).
     *
     * @param config the database and the deadline; its connection string, timeouts and pool size are not used
     */
    public static MongoBackend open(MongoConfig config, MongoClient given, String module) {
        return given(config, given, module, BackendAccess.READ_WRITE);
    }

    /** As {@link #openReadOnly(MongoConfig, String)}, on a client of the application. */
    public static MongoBackend openReadOnly(MongoConfig config, MongoClient given, String module) {
        return given(config, given, module, BackendAccess.READ_ONLY);
    }

    /** For the settings of a client that is handed over: lets the library know which statements were sent. */
    public static CommandListener commandListener() {
        return SentCommands.LISTENER;
    }

    /**
     * Opens a backend that changes nothing: no collection and no index is made, a collection that is missing is an empty one,
     * and every method that writes throws {@link UnsupportedOperationException}.
     */
    public static MongoBackend openReadOnly(MongoConfig config, String module) {
        return own(config, module, BackendAccess.READ_ONLY);
    }

    private static MongoBackend own(MongoConfig config, String module, BackendAccess access) {
        config.requireAddress();
        EncryptionGuard.check(config, module);
        MongoClient client = MongoClients.create(settings(config));
        return new MongoBackend(client, client.getDatabase(config.database()), client::close, config, module, access);
    }

    private static MongoBackend given(MongoConfig config, MongoClient given, String module, BackendAccess access) {
        MongoDatabase database = GivenClients.database(given, config.database(), config.deadline());
        return new MongoBackend(given, database, () -> {}, config, module, access);
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
    public Retirement retirement() {
        return module.retirement();
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
    public List<StoredIndex> indexes(EntityType<?> type) {
        return module.indexes(type);
    }

    @Override
    public String indexStatement(EntityType<?> type, IndexDef index) {
        return MongoModule.indexCommand(type, index);
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
        close.run();
    }

    static MongoClientSettings settings(MongoConfig config) {
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
                .applyToSslSettings(it -> config.security()
                        .tls()
                        .ifPresent(tls -> it.enabled(true)
                                .invalidHostNameAllowed(tls.mode() == MongoTls.Mode.VERIFY_CA)
                                .context(TlsContexts.of(tls))))
                .build();
    }

    private static long millis(Duration duration) {
        return duration.toMillis();
    }
}
