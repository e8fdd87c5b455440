// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.backfill;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.postgresql.PGConnection;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.DualWriteModule;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.backfill.BackfillSettings;
import org.stellaops.persistence.dualwrite.gate.StageGate;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;
import org.stellaops.persistence.dualwrite.verify.VerificationSettings;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldType;
import org.stellaops.persistence.mongo.LegacyDocuments;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;

/** One collection and its tables: the limits of both engines, and the backfill from one to the other. For one thread. */
final class Rig implements AutoCloseable {

    private static final int LOADED_AT_ONCE = 1_000;
    private static final int DRAINED_AT_ONCE = 1_000;

    private static final Duration LONGEST_DRAIN = Duration.ofMinutes(2);

    private final EntityType<?> type;
    private final MongoDatabaseName mongo;
    private final PostgresDatabase postgres;
    private final MongoClient client;
    private final Connection connection;
    private final Persistence persistence;
    private final Map<String, byte[]> rows = new LinkedHashMap<>();

    Rig(ModuleDescriptor module, EntityType<?> type, MongoDatabaseName mongo, PostgresDatabase postgres)
            throws SQLException {
        this.type = type;
        this.mongo = mongo;
        this.postgres = postgres;
        this.client = MongoClients.create(mongo.connectionString());
        this.connection = postgres.connect();
        this.persistence = Persistence.builder(config(module.name()))
                .modules(module)
                .meters(new SimpleMeterRegistry())
                .gates(StageGate.none())
                .open();
    }

    private Config config(String module) {
        String yaml = """
                persistence:
                  mongo: { uri: "%s", database: %s, scan-batch-size: %d }
                  postgres: { security: { login: warn }, jdbc-url: "%s", user: "%s", password: "${PG_PASSWORD}" }
                  modules: { %s: { stage: dual-write, reconciler: { every: 1h } } }
                """.formatted(
                mongo.connectionString(), mongo.name(), DRAINED_AT_ONCE, postgres.jdbcUrl(), postgres.user(), module);
        return Config.parse(yaml, Map.of("PG_PASSWORD", postgres.password()));
    }

    MongoCollection<RawBsonDocument> collection() {
        return client.getDatabase(mongo.name())
                .getCollection(LegacyDocuments.of(type).collection(), RawBsonDocument.class);
    }

    Connection connection() {
        return connection;
    }

    String root() {
        return quoted(type.table());
    }

    private String quoted(String table) {
        return "\"" + type.module() + "\".\"" + table + "\"";
    }

    /** Loads documents as an application without the library writes them. */
    long load(Iterator<BsonDocument> documents) {
        MongoCollection<BsonDocument> collection = collection().withDocumentClass(BsonDocument.class);
        List<BsonDocument> batch = new ArrayList<>();
        long loaded = 0;
        while (documents.hasNext()) {
            batch.add(documents.next());
            if (batch.size() == LOADED_AT_ONCE || !documents.hasNext()) {
                loaded += collection.insertMany(batch).getInsertedIds().size();
                batch.clear();
            }
        }
        return loaded;
    }

    /** Reads every document once and does nothing with it. */
    long drain() {
        long read = 0;
        try (MongoCursor<RawBsonDocument> cursor =
                collection().find().batchSize(DRAINED_AT_ONCE).iterator()) {
            while (cursor.hasNext()) {
                read += cursor.next().getByteBuffer().remaining() > 0 ? 1 : 0;
            }
        }
        return read;
    }

    /** Keeps the rows of the filled tables, as text, for {@link #copyRaw}; not those of the library. */
    void keepRows() throws SQLException {
        rows.clear();
        for (String table : tables()) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try {
                long unused =
                        connection.unwrap(PGConnection.class).getCopyAPI().copyOut("COPY " + table + " TO STDOUT", out);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            rows.put(table, out.toByteArray());
        }
    }

    /** Stores the rows that were kept, in one transaction, with nothing else. */
    long copyRaw() throws SQLException {
        connection.setAutoCommit(false);
        long stored = 0;
        try {
            for (Map.Entry<String, byte[]> it : rows.entrySet()) {
                long copied = connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn(
                                "COPY " + it.getKey() + " FROM STDIN",
                                new ByteArrayInputStream(it.getValue()),
                                1 << 16);
                stored = it.getKey().equals(root()) ? copied : stored;
            }
            connection.commit();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            connection.setAutoCommit(true);
        }
        return stored;
    }

    /** Reads whole rows whose state is pending, and does nothing with them. */
    long readPendingRows() throws SQLException {
        connection.setAutoCommit(false);
        long read = 0;
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(DRAINED_AT_ONCE);
            try (ResultSet rows =
                    statement.executeQuery("SELECT s.version, s.token, s.hash, r.* FROM " + quoted("sync_state")
                            + " s JOIN " + root() + " r ON r.id = s.id WHERE s.pending_epoch IS NOT NULL")) {
                while (rows.next()) {
                    read++;
                }
            }
            connection.commit();
        } finally {
            connection.setAutoCommit(true);
        }
        return read;
    }

    /** Clears every pending flag by one statement. */
    long clearPendingRows() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(
                    "UPDATE " + quoted("sync_state") + " SET pending_epoch = NULL WHERE pending_epoch IS NOT NULL");
        }
    }

    /** Has the server look at what the tables of {@link #copyRaw} hold. */
    void analyze() throws SQLException {
        execute("ANALYZE " + String.join(", ", tables()));
    }

    /** Copies everything with the library, and answers how many records. */
    long backfill(BackfillSettings settings) {
        BackfillRun run = run(settings);
        if (!run.isFinished() || run.counts().refused() > 0) {
            throw new IllegalStateException("the backfill copied " + run.counts());
        }
        return run.counts().applied();
    }

    /** Begins a backfill, or goes on with one. */
    BackfillRun run(BackfillSettings settings) {
        var module = persistence.module(type.module());
        if (module.stage() != Stage.DUAL_WRITE) {
            throw new IllegalStateException("the module is in stage " + module.stage());
        }
        return module.backfill(type, settings);
    }

    /** The module, its stores and its reconciler, which runs when it is asked to. */
    DualWriteModule module() {
        return persistence.module(type.module()).dualWrite();
    }

    /** The store as callers have it. */
    RecordStore records() {
        return persistence.records(type);
    }

    /** Sends what is pending, and compares both stores. */
    VerificationReport settled() {
        var module = persistence.module(type.module());
        if (!module.dualWrite().drain(LONGEST_DRAIN)) {
            throw new IllegalStateException("the follower did not catch up within " + LONGEST_DRAIN);
        }
        return module.verify(type, VerificationSettings.defaults());
    }

    /** How many documents there are. */
    long documents() {
        return collection().countDocuments();
    }

    /** Deletes every document. */
    void emptyCollection() {
        long unused = collection().deleteMany(new BsonDocument()).getDeletedCount();
    }

    /** The epoch in the control record of PostgreSQL. */
    long epoch() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT epoch FROM " + quoted("sync_control"))) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    /** Empties the tables, and lets the server write out what it has, so that no measurement pays for another. */
    void empty() throws SQLException {
        execute("TRUNCATE " + String.join(", ", tables()) + ", " + quoted("sync_state"));
        execute("DELETE FROM " + quoted("sync_checkpoints"));
        execute("CHECKPOINT");
    }

    long count() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM " + root())) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            boolean unused = statement.execute(sql);
        }
    }

    private List<String> tables() {
        List<String> tables = new ArrayList<>(List.of(root()));
        type.fields().forEach(it -> {
            if (it.type() instanceof FieldType.Child child) {
                tables.add(quoted(child.table()));
            } else if (it.type() instanceof FieldType.ChildValues values) {
                tables.add(quoted(values.table()));
            }
        });
        return tables;
    }

    @Override
    public void close() throws SQLException {
        try (client;
                connection) {
            persistence.close();
        }
    }
}
