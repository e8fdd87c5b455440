// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.runtime.shadow.ProbeModule.id;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.bson.Document;
import org.stellaops.persistence.dualwrite.divergence.Cause;
import org.stellaops.persistence.dualwrite.divergence.Divergence.Kind;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;

/** Changes either database with its plain driver, behind the back of the library. */
final class PlantedFaults {

    private static final String ROW = "UPDATE probe.parts SET ";
    private static final String STATE = "UPDATE probe.sync_state SET ";

    /**
     * What a fault must be found as.
     *
     * @param place path and nature of the field, where fields differ
     */
    record Expected(String id, Kind kind, Cause cause, String place) {}

    private final MongoDatabaseName mongo;
    private final PostgresDatabase postgres;

    PlantedFaults(MongoDatabaseName mongo, PostgresDatabase postgres) {
        this.mongo = mongo;
        this.postgres = postgres;
    }

    /** Thirteen faults, each in a record of its own; what has to be found. */
    List<Expected> plant() throws SQLException {
        inPostgres();
        inMongo();
        return List.of(
                fields(1, "name VALUE"),
                fields(2, "note MISSING_FIELD"),
                whole(3, Kind.MISSING_ON_TARGET, Cause.BYPASSING_WRITER),
                fields(4, "name VALUE"),
                whole(5, Kind.MISSING_ON_LEGACY, Cause.BYPASSING_WRITER),
                whole(6, Kind.MISSING_ON_TARGET, Cause.BYPASSING_WRITER),
                whole(7, Kind.NOT_COMPARABLE, Cause.SCHEMA_DRIFT),
                fields(8, "more.none NULL_AGAINST_MISSING"),
                fields(9, "lines[1] LENGTH"),
                fields(10, "lines ORDER"),
                whole(11, Kind.VERSION_DIFFERS, Cause.STALE_FOLLOWER),
                whole(12, Kind.STORED_HASH_DIFFERS, Cause.BYPASSING_WRITER),
                whole(13, Kind.VERSION_DIFFERS, Cause.BYPASSING_WRITER));
    }

    private void inPostgres() throws SQLException {
        try (Connection connection = postgres.connect()) {
            change(connection, ROW + "name = 'other' WHERE id = ?", 1);
            change(connection, ROW + "note = NULL WHERE id = ?", 2);
            change(connection, "DELETE FROM probe.parts WHERE id = ?", 3);
            change(connection, ROW + "more = more - 'none' WHERE id = ?", 8);
            change(connection, "DELETE FROM probe.part_lines WHERE parent_id = ? AND position = 1", 9);
            change(
                    connection,
                    "UPDATE probe.part_lines SET sku = CASE sku WHEN 'left-10' THEN 'right-10' ELSE 'left-10' END,"
                            + " quantity = 3 - quantity WHERE parent_id = ?",
                    10);
            change(connection, STATE + "version = version - 1 WHERE id = ?", 11);
            change(connection, STATE + "hash = repeat('0', 64) WHERE id = ?", 12);
        }
    }

    private void inMongo() {
        try (MongoClient client = MongoClients.create(mongo.connectionString())) {
            MongoCollection<Document> parts = client.getDatabase(mongo.name()).getCollection("parts");
            Document copied = parts.find(new Document("_id", id(14))).first();
            assertThat(copied).isNotNull();
            copied.remove("_sync");
            copied.put("_id", id(6));
            assertThat(parts.insertOne(copied).wasAcknowledged()).isTrue();
            set(parts, 4, "$set", new Document("name", "other"));
            assertThat(parts.deleteOne(new Document("_id", id(5))).getDeletedCount())
                    .isEqualTo(1);
            set(parts, 7, "$set", new Document("amount", "many"));
            set(parts, 13, "$unset", new Document("_sync", ""));
        }
    }

    private static void set(MongoCollection<Document> parts, int number, String operator, Document fields) {
        assertThat(parts.updateOne(new Document("_id", id(number)), new Document(operator, fields))
                        .getModifiedCount())
                .isEqualTo(1);
    }

    private static void change(Connection connection, String sql, int number) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, id(number));
            assertThat(statement.executeUpdate()).as(sql).isPositive();
        }
    }

    private static Expected fields(int number, String place) {
        return new Expected(id(number), Kind.FIELDS_DIFFER, Cause.BYPASSING_WRITER, place);
    }

    private static Expected whole(int number, Kind kind, Cause cause) {
        return new Expected(id(number), kind, cause, "");
    }
}
