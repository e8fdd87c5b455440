// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.backfill;

import com.mongodb.client.MongoCursor;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import org.bson.Document;
import org.bson.types.Decimal128;

/** What one would write instead: a cursor, and an upsert that JDBC sends a thousand times in a batch. */
final class NaiveScript {

    private static final int BATCH = 1_000;

    private static final String UPSERT = """
            INSERT INTO %s (id, title, body, quantity, cents, rate, active, changed, tags)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET title = excluded.title, body = excluded.body, quantity = excluded.quantity,
                cents = excluded.cents, rate = excluded.rate, active = excluded.active, changed = excluded.changed,
                tags = excluded.tags""";

    private final Rig rig;

    NaiveScript(Rig rig) {
        this.rig = rig;
    }

    long copy() throws SQLException {
        Connection connection = rig.connection();
        connection.setAutoCommit(false);
        long copied = 0;
        try (PreparedStatement upsert = connection.prepareStatement(UPSERT.formatted(rig.root()));
                MongoCursor<Document> cursor = rig.collection()
                        .withDocumentClass(Document.class)
                        .find()
                        .batchSize(BATCH)
                        .iterator()) {
            while (cursor.hasNext()) {
                bind(upsert, cursor.next());
                copied++;
                if (copied % BATCH == 0 || !cursor.hasNext()) {
                    int[] unused = upsert.executeBatch();
                    connection.commit();
                }
            }
        } finally {
            connection.setAutoCommit(true);
        }
        return copied;
    }

    private static void bind(PreparedStatement upsert, Document document) throws SQLException {
        List<String> tags = document.getList("tags", String.class);
        upsert.setString(1, document.getString("_id"));
        upsert.setString(2, document.getString("title"));
        upsert.setString(3, document.getString("body"));
        upsert.setInt(4, document.getInteger("quantity"));
        upsert.setLong(5, document.getLong("cents"));
        upsert.setBigDecimal(6, document.get("rate", Decimal128.class).bigDecimalValue());
        upsert.setBoolean(7, document.getBoolean("active"));
        upsert.setTimestamp(8, Timestamp.from(document.getDate("changed").toInstant()));
        upsert.setArray(9, upsert.getConnection().createArrayOf("text", tags.toArray()));
        upsert.addBatch();
    }
}
