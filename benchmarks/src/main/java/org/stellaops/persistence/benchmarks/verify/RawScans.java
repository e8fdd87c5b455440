// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.verify;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCursor;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;

/** Both stores read to their ends by their drivers at once, each in one statement and in key order, and nothing done with what is read. */
final class RawScans {

    private static final int FETCH = 2_000;

    private final FilledStores stores;

    RawScans(FilledStores stores) {
        this.stores = stores;
    }

    /** Key, version, token and hash. */
    long stored() {
        BsonDocument projection = new BsonDocument("_id", new BsonInt32(1)).append("_sync", new BsonInt32(1));
        return both(stores.collection().find().projection(projection), """
                SELECT r.id, s.version, s.token, s.hash, s.pending_epoch FROM bench.things r
                LEFT JOIN bench.sync_state s ON s.entity = 'things' AND s.tenant = '' AND s.id = r.id ORDER BY r.id""");
    }

    /** Whole documents, and whole rows with their states. */
    long contents() {
        return both(stores.collection().find(), """
                SELECT r.*, s.* FROM bench.things r
                LEFT JOIN bench.sync_state s ON s.entity = 'things' AND s.tenant = '' AND s.id = r.id ORDER BY r.id""");
    }

    private long both(FindIterable<BsonDocument> documents, String sql) {
        CompletableFuture<Long> rows = CompletableFuture.supplyAsync(() -> rows(stores.database(), sql));
        long read = 0;
        try (MongoCursor<BsonDocument> cursor = documents
                .sort(new BsonDocument("_id", new BsonInt32(1)))
                .batchSize(FETCH)
                .iterator()) {
            while (cursor.hasNext()) {
                read += cursor.next().isEmpty() ? 0 : 1;
            }
        }
        return read + rows.join();
    }

    static long rows(PostgresDatabase database, String sql) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.setFetchSize(FETCH);
            long read = 0;
            try (ResultSet rows = statement.executeQuery(sql)) {
                int columns = rows.getMetaData().getColumnCount();
                while (rows.next()) {
                    for (int i = 1; i <= columns; i++) {
                        Object unused = rows.getString(i);
                    }
                    read++;
                }
            }
            connection.commit();
            return read;
        } catch (SQLException e) {
            throw new IllegalStateException("the raw scan failed", e);
        }
    }
}
