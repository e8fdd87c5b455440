// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.postgres.internal.Database.Access;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.VersionStamp;

/** Protocol section 3.5: the tombstones of a type that carry no pending flag, of all tenants, and their removal. */
final class ReplicatedTombstoneStatements {

    /** Tombstones per transaction, so that no transaction holds its locks for long. */
    private static final int BATCH = 500;

    private static final String LIST = """
            SELECT s.tenant, s.id, s.version, s.token
            FROM {state} s
            WHERE s.entity = {entity} AND s.deleted AND s.pending_epoch IS NULL AND (s.tenant, s.id) > (?, ?)
            ORDER BY s.tenant, s.id LIMIT ?
            """;

    private static final String REMOVE = """
            DELETE FROM {state} s
            USING json_to_recordset(?::json) AS x(t text, i text, v bigint, k text)
            WHERE s.entity = {entity} AND s.tenant = x.t AND s.id = x.i AND s.version = x.v AND s.token = x.k
              AND s.deleted AND s.pending_epoch IS NULL
            """;

    private final TableSchema shape;
    private final Database database;

    ReplicatedTombstoneStatements(TableSchema shape, Database database) {
        this.shape = shape;
        this.database = database;
    }

    List<Image.Tombstone> list(Optional<RecordKey> after, int limit) {
        return database.read(Access.MAINTENANCE, "listing replicated tombstones of " + shape.type(), connection -> {
            Pipeline pipeline = database.pipeline(Access.MAINTENANCE, "")
                    .add(
                            shape.sql(LIST),
                            after.map(RecordKey::tenantOrEmpty).orElse(""),
                            after.map(RecordKey::id).orElse(""),
                            limit);
            try (Pipeline.Answers answers = pipeline.send(connection).skip(1)) {
                return answers.rows(row -> new Image.Tombstone(
                        TableSchema.key(row.getString(1), row.getString(2)),
                        new VersionStamp(row.getLong(3), row.getString(4))));
            }
        });
    }

    long remove(Collection<Image.Tombstone> tombstones) {
        List<Image.Tombstone> all = List.copyOf(tombstones);
        long removed = 0;
        for (int from = 0; from < all.size(); from += BATCH) {
            removed += removeBatch(all.subList(from, Math.min(all.size(), from + BATCH)));
        }
        return removed;
    }

    private int removeBatch(List<Image.Tombstone> batch) {
        return database.change(Access.MAINTENANCE, "removing tombstones of " + shape.type(), connection -> {
            Pipeline pipeline = database.pipeline(Access.MAINTENANCE, "")
                    .add(Advisory.shared(shape.type().module()))
                    .add(shape.sql(REMOVE), RowWrites.array(json -> {
                        for (Image.Tombstone it : batch) {
                            write(json, it);
                        }
                    }));
            try (Pipeline.Answers answers = pipeline.send(connection).skip(2)) {
                return answers.count();
            }
        });
    }

    private static void write(JsonGenerator json, Image.Tombstone tombstone) throws IOException {
        json.writeStartObject();
        json.writeStringField("t", tombstone.key().tenantOrEmpty());
        json.writeStringField("i", tombstone.key().id());
        json.writeNumberField("v", tombstone.stamp().version());
        json.writeStringField("k", tombstone.stamp().token());
        json.writeEndObject();
    }
}
