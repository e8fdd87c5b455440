// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.ReplaceOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.stellaops.persistence.cutover.Side;

/**
 * The content of one database, taken out and put back as an administrator does: no line of the library is between. What was
 * never taken is empty. For one thread.
 */
interface RawBackup extends AutoCloseable {

    static RawBackup of(Databases databases, Side side) {
        return side == Side.LEGACY ? new OfMongo(databases) : new OfPostgres(databases);
    }

    void take();

    /** Puts everything back to what was taken. */
    void restore();

    @Override
    void close();

    /** Collections, which keep their indexes and validators. */
    final class OfMongo implements RawBackup {

        private static final ReplaceOptions PUT_BACK =
                new ReplaceOptions().upsert(true).bypassDocumentValidation(true);

        private final Databases databases;
        private final MongoClient client;
        private final Map<String, List<RawBsonDocument>> taken = new LinkedHashMap<>();

        OfMongo(Databases databases) {
            this.databases = databases;
            this.client = databases.legacyClient();
        }

        @Override
        public void take() {
            databases.untilDone(() -> {
                taken.clear();
                for (String name : database().listCollectionNames()) {
                    taken.put(name, collection(name).find().into(new ArrayList<>()));
                }
            });
        }

        @Override
        public void restore() {
            databases.untilDone(this::putBack);
        }

        private void putBack() {
            for (String name : database().listCollectionNames().into(new ArrayList<>())) {
                MongoCollection<RawBsonDocument> collection = collection(name);
                var unused = collection.deleteMany(new Document());
                List<RawBsonDocument> documents = taken.getOrDefault(name, List.of());
                if (!documents.isEmpty()) {
                    insert(collection, documents);
                }
            }
        }

        /**
         * Callers write meanwhile: what they have inserted already is replaced, and what would take a unique value from it is left
         * out, as an administrator's tool would that goes on after errors.
         */
        private static void insert(MongoCollection<RawBsonDocument> collection, List<RawBsonDocument> documents) {
            for (RawBsonDocument it : documents) {
                try {
                    var unused = collection.replaceOne(new Document("_id", it.get("_id")), it, PUT_BACK);
                } catch (MongoWriteException e) {
                    if (e.getError().getCategory() != ErrorCategory.DUPLICATE_KEY) {
                        throw e;
                    }
                }
            }
        }

        private MongoDatabase database() {
            return client.getDatabase(Databases.MONGO_DATABASE);
        }

        private MongoCollection<RawBsonDocument> collection(String name) {
            return database().getCollection(name, RawBsonDocument.class);
        }

        @Override
        public void close() {
            client.close();
        }
    }

    /** Tables of the module's schema, in one transaction. */
    final class OfPostgres implements RawBackup {

        private static final String TABLES =
                "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname = 'crash' ORDER BY 1";

        private final Databases databases;
        private final Map<String, byte[]> taken = new LinkedHashMap<>();

        OfPostgres(Databases databases) {
            this.databases = databases;
        }

        @Override
        public void take() {
            inTransaction((connection, copies) -> {
                for (String table : tables(connection)) {
                    ByteArrayOutputStream content = new ByteArrayOutputStream();
                    long unused = copies.copyOut("COPY " + table + " TO STDOUT", content);
                    taken.put(table, content.toByteArray());
                }
            });
        }

        @Override
        public void restore() {
            inTransaction((connection, copies) -> {
                List<String> tables = tables(connection);
                try (Statement statement = connection.createStatement()) {
                    boolean unused = statement.execute("SET LOCAL session_replication_role = replica");
                    unused = statement.execute("TRUNCATE " + String.join(", ", tables));
                }
                for (Map.Entry<String, byte[]> it : taken.entrySet()) {
                    long unused = copies.copyIn(
                            "COPY " + it.getKey() + " FROM STDIN", new ByteArrayInputStream(it.getValue()));
                }
            });
        }

        private static List<String> tables(Connection connection) throws SQLException {
            List<String> tables = new ArrayList<>();
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(TABLES)) {
                while (rows.next()) {
                    tables.add(rows.getString(1));
                }
            }
            return tables;
        }

        private interface Work {
            void on(Connection connection, CopyManager copies) throws SQLException, IOException;
        }

        /** Again until the server is up and does it: other faults go on meanwhile. */
        private void inTransaction(Work work) {
            databases.untilDone(() -> {
                try (Connection connection = databases.target().connect()) {
                    connection.setAutoCommit(false);
                    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
                    work.on(connection, connection.unwrap(PGConnection.class).getCopyAPI());
                    connection.commit();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }

        @Override
        public void close() {
            taken.clear();
        }
    }
}
