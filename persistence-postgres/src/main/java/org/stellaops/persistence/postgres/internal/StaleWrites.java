// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.postgres.internal.Database.Access;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.StaleWrite;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.ExtendedJson;
import org.stellaops.persistence.value.Struct;

/** What was kept of stale-epoch writes of one entity type, in the table {@code sync_stale_writes}. */
final class StaleWrites {

    private static final String BEHIND = """
            SELECT tenant, id, version, token, content, epoch,
                   floor(extract(epoch FROM reported_at) * 1000)::bigint
            FROM {stale_writes}
            WHERE entity = {entity} AND (tenant, id, version, token) > (?, ?, ?, ?)
            ORDER BY tenant, id, version, token LIMIT ?
            """;

    private static final String COUNT =
            "SELECT count(*) FROM (SELECT FROM {stale_writes} WHERE entity = {entity} LIMIT ?) AS kept";

    private final TableSchema shape;
    private final Database database;

    StaleWrites(TableSchema shape, Database database) {
        this.shape = shape;
        this.database = database;
    }

    List<StaleWrite> list(Optional<Image> after, int limit) {
        return database.read(Access.MAINTENANCE, "listing stale-epoch writes of " + shape.type(), connection -> {
            Pipeline pipeline = database.pipeline(Access.MAINTENANCE, "")
                    .add(
                            shape.sql(BEHIND),
                            after.map(it -> it.key().tenantOrEmpty()).orElse(""),
                            after.map(it -> it.key().id()).orElse(""),
                            after.map(it -> it.stamp().version()).orElse(-1L),
                            after.map(Image::stamp).map(VersionStamp::token).orElse(""),
                            limit);
            try (Pipeline.Answers answers = pipeline.send(connection).skip(1)) {
                return answers.rows(StaleWrites::entry);
            }
        });
    }

    long count(int atMost) {
        return database.read(Access.MAINTENANCE, "counting stale-epoch writes of " + shape.type(), connection -> {
            Pipeline pipeline = database.pipeline(Access.MAINTENANCE, "").add(shape.sql(COUNT), atMost);
            try (Pipeline.Answers answers = pipeline.send(connection).skip(1)) {
                return answers.rows(row -> row.getLong(1)).get(0);
            }
        });
    }

    private static StaleWrite entry(ResultSet row) throws SQLException {
        String tenant = row.getString(1);
        String id = row.getString(2);
        RecordKey key = tenant.isEmpty() ? RecordKey.global(id) : RecordKey.of(tenant, id);
        long version = row.getLong(3);
        VersionStamp stamp = version == 0 ? VersionStamp.UNVERSIONED : new VersionStamp(version, row.getString(4));
        String content = row.getString(5);
        Image image = content == null
                ? new Image.Tombstone(key, stamp)
                : Image.Present.of(key, stamp, (Struct) ExtendedJson.read(content));
        return new StaleWrite(image, row.getLong(6), Instant.ofEpochMilli(row.getLong(7)));
    }
}
