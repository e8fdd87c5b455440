// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.backfill;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.RawBsonDocument;
import org.bson.conversions.Bson;

/**
 * What a reconciler does, by the drivers alone and one thing after the other: no document is decoded, hashed, compared or converted, and no answer
 * is looked at one by one.
 */
final class ByHand {

    private static final int AT_ONCE = 500;
    private static final String ID = "_id";
    private static final String PENDING = "_sync.pending";
    private static final Bson UNFLAG = Updates.unset(PENDING);

    private final Rig rig;

    ByHand(Rig rig) {
        this.rig = rig;
    }

    /** Reads the documents that are pending, stores the rows that were kept, and clears the flags under what was read. */
    long toPostgres() throws SQLException {
        List<RawBsonDocument> read = pending();
        long stored = rig.copyRaw();
        write(read, it -> new UpdateOneModel<>(asRead(it), UNFLAG));
        return stored;
    }

    /** Reads the rows that are pending, replaces the documents, of which one member changes, and clears the flags. */
    long toMongo(List<RawBsonDocument> documents, long round) throws SQLException {
        long read = rig.readPendingRows();
        write(documents, it -> {
            BsonDocument changed = new BsonDocument();
            changed.putAll(it);
            changed.append("cents", new BsonInt64(round));
            return new ReplaceOneModel<>(Filters.eq(ID, it.get(ID)), changed);
        });
        long cleared = rig.clearPendingRows();
        return Math.min(read, cleared);
    }

    List<RawBsonDocument> documents() {
        return rig.collection().find().into(new ArrayList<>());
    }

    private List<RawBsonDocument> pending() {
        List<RawBsonDocument> read = new ArrayList<>();
        try (MongoCursor<RawBsonDocument> cursor = rig.collection()
                .find(Filters.exists(PENDING))
                .batchSize(AT_ONCE)
                .iterator()) {
            cursor.forEachRemaining(read::add);
        }
        return read;
    }

    private static Bson asRead(RawBsonDocument document) {
        BsonDocument sync = document.getDocument("_sync");
        return Filters.and(
                Filters.eq(ID, document.get(ID)),
                Filters.eq("_sync.version", sync.get("version")),
                Filters.eq("_sync.token", sync.get("token")));
    }

    private void write(List<RawBsonDocument> documents, Function<RawBsonDocument, WriteModel<BsonDocument>> made) {
        MongoCollection<BsonDocument> collection = rig.collection().withDocumentClass(BsonDocument.class);
        for (int from = 0; from < documents.size(); from += AT_ONCE) {
            List<WriteModel<BsonDocument>> batch =
                    documents.subList(from, Math.min(documents.size(), from + AT_ONCE)).stream()
                            .map(made)
                            .toList();
            int matched = collection
                    .bulkWrite(batch, new BulkWriteOptions().ordered(false))
                    .getMatchedCount();
            if (matched != batch.size()) {
                throw new IllegalStateException(matched + " of " + batch.size() + " documents were found");
            }
        }
    }
}
