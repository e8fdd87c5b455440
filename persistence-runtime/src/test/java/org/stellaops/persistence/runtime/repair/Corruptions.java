// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.repair;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.bson.Document;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;

/** Twelve ways to change one record in one of the databases past the library, while MongoDB leads. */
final class Corruptions implements AutoCloseable {

    static final int KINDS = 12;

    private final Connection target;
    private final MongoClient client;
    private final MongoCollection<Document> legacy;

    Corruptions(MongoDatabaseName mongo, PostgresDatabase postgres) throws SQLException {
        this.target = postgres.connect();
        this.client = MongoClients.create(mongo.connectionString());
        this.legacy = client.getDatabase(mongo.name()).getCollection("parts");
    }

    void plant(int kind, String id) throws SQLException {
        switch (kind) {
            case 0 -> change("UPDATE mend.parts SET name = 'other' WHERE id = ?", id);
            case 1 -> change("UPDATE mend.parts SET note = NULL WHERE id = ?", id);
            case 2 -> change("DELETE FROM mend.parts WHERE id = ?", id);
            case 3 -> change("UPDATE mend.parts SET more = more - 'none' WHERE id = ?", id);
            case 4 -> change("DELETE FROM mend.part_lines WHERE parent_id = ? AND position = 1", id);
            case 5 ->
                change(
                        "UPDATE mend.part_lines SET sku = CASE sku WHEN 'left' THEN 'right' ELSE 'left' END,"
                                + " quantity = 3 - quantity WHERE parent_id = ?",
                        id);
            case 6 -> change("UPDATE mend.sync_state SET version = version - 1 WHERE id = ?", id);
            case 7 -> change("UPDATE mend.sync_state SET hash = repeat('0', 64) WHERE id = ?", id);
            case 8 -> set(id, "$set", new Document("name", "rogue"));
            case 9 ->
                assertThat(legacy.deleteOne(new Document("_id", id)).getDeletedCount())
                        .isEqualTo(1);
            case 10 -> set(id, "$unset", new Document("_sync", ""));
            case 11 -> {
                Document copied = legacy.find(new Document("_id", id)).first();
                assertThat(copied).isNotNull();
                copied.remove("_sync");
                copied.put("_id", inserted(id));
                assertThat(legacy.insertOne(copied).wasAcknowledged()).isTrue();
            }
            default -> throw new IllegalArgumentException("there is no kind " + kind);
        }
    }

    /** The key that differs after a corruption of this kind at a key. */
    static String place(int kind, String id) {
        return kind == 11 ? inserted(id) : id;
    }

    private static String inserted(String id) {
        return id + "-inserted";
    }

    private void set(String id, String operator, Document fields) {
        assertThat(legacy.updateOne(new Document("_id", id), new Document(operator, fields))
                        .getModifiedCount())
                .isEqualTo(1);
    }

    private void change(String sql, String id) throws SQLException {
        try (PreparedStatement statement = target.prepareStatement(sql)) {
            statement.setString(1, id);
            assertThat(statement.executeUpdate()).as(sql).isPositive();
        }
    }

    @Override
    public void close() throws SQLException {
        client.close();
        target.close();
    }
}
