package org.stellaops.persistence.postgres.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.Limits;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.postgres.internal.Database.Access;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.PendingSample;
import org.stellaops.persistence.spi.VersionBump;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.ExtendedJson;

/** Statements of a leading target on its pending flags, and reports of stale-epoch writes. */
final class PendingFlagStatements {

    private static final int STATEMENTS_BEFORE = 2;

    private final TableSchema shape;
    private final Database database;
    private final Rows reading;

    PendingFlagStatements(TableSchema shape, Database database) {
        this.shape = shape;
        this.database = database;
        this.reading = new Rows(shape);
    }

    boolean clear(RecordKey key, VersionStamp expected) {
        return database.change(Access.SERVICE, "clearing the pending flag of " + key, connection -> {
            Pipeline pipeline = database.pipeline(Access.SERVICE, key.tenantOrEmpty())
                    .add(
                            "UPDATE " + shape.syncState() + " SET pending_epoch = NULL WHERE " + exactly(),
                            key.tenantOrEmpty(),
                            key.id(),
                            expected.version(),
                            expected.token());
            try (Pipeline.Answers answers = pipeline.send(connection).skip(1)) {
                return answers.count() > 0;
            }
        });
    }

    boolean bump(VersionBump bump) {
        RecordKey key = bump.key();
        String pending = bump.when() == VersionBump.When.PENDING ? " AND pending_epoch IS NOT NULL" : "";
        return changeAsLeader(
                "giving " + key + " a higher version",
                key,
                pipeline -> pipeline.add(
                        "UPDATE " + shape.syncState() + " SET version = ?, pending_epoch = ? WHERE " + exactly()
                                + pending
                                + " AND EXISTS (SELECT FROM " + shape.syncControl()
                                + " WHERE (phase = 'STEADY' AND epoch = ?) OR (phase = 'MOVING' AND epoch = ?))",
                        bump.version(),
                        bump.epoch(),
                        key.tenantOrEmpty(),
                        key.id(),
                        bump.expected().version(),
                        bump.expected().token(),
                        bump.epoch(),
                        bump.epoch() - 1));
    }

    boolean repairTombstone(Optional<VersionStamp> expected, Image.Tombstone tombstone, long epoch) {
        RecordKey key = tombstone.key();
        String allowed = "NOT EXISTS (SELECT FROM " + shape.root() + " r WHERE "
                + shape.sameKey("r", "?", "?::" + shape.idType()) + ") AND EXISTS (SELECT FROM " + shape.syncControl()
                + " WHERE phase = 'STEADY' AND epoch = ?)";
        List<Object> condition = new ArrayList<>();
        if (shape.tenant()) {
            condition.add(key.tenantOrEmpty());
        }
        condition.add(key.id());
        condition.add(epoch);
        return changeAsLeader(
                "writing a tombstone for " + key,
                key,
                pipeline -> expected.isPresent()
                        ? pipeline.add(
                                "UPDATE " + shape.syncState()
                                        + " SET version = ?, token = ?, hash = NULL, deleted = true,"
                                        + " pending_epoch = ?, evicted = false WHERE " + exactly() + " AND " + allowed,
                                all(
                                        condition,
                                        tombstone.stamp().version(),
                                        tombstone.stamp().token(),
                                        epoch,
                                        key.tenantOrEmpty(),
                                        key.id(),
                                        expected.get().version(),
                                        expected.get().token()))
                        : pipeline.add(
                                "INSERT INTO " + shape.syncState() + " (entity, tenant, id, version, token, deleted,"
                                        + " pending_epoch) SELECT " + shape.entity() + ", ?, ?, ?, ?, true, ? WHERE "
                                        + allowed
                                        + " ON CONFLICT (entity, tenant, id) DO NOTHING",
                                all(
                                        condition,
                                        key.tenantOrEmpty(),
                                        key.id(),
                                        tombstone.stamp().version(),
                                        tombstone.stamp().token(),
                                        epoch)));
    }

    /** The pending keys after a key; one with unreadable content is skipped, and verification reports it. */
    List<Image> pending(Optional<RecordKey> after, int limit) {
        List<Image> images = new ArrayList<>();
        Optional<RecordKey> position = after;
        List<Image> page;
        do {
            page = pending(position, limit - images.size(), Limits.LARGEST_PAGE_BYTES);
            images.addAll(page);
            position = page.isEmpty()
                    ? position
                    : Optional.of(page.get(page.size() - 1).key());
        } while (!page.isEmpty() && images.size() < limit);
        return images;
    }

    /** As above, but cut at so many bytes; a page that only holds what cannot be read is passed over. */
    List<Image> pending(Optional<RecordKey> after, int limit, long bytes) {
        List<Image> images = new ArrayList<>();
        Optional<RecordKey> position = after;
        while (images.isEmpty()) {
            List<Row> page = pendingPage(position, limit, bytes);
            for (Row row : page) {
                if (row.problem().isEmpty()) {
                    row.image(shape.type()).ifPresent(images::add);
                }
            }
            if (page.isEmpty()) {
                return images;
            }
            position = Optional.of(page.get(page.size() - 1).key());
        }
        return images;
    }

    private List<Row> pendingPage(Optional<RecordKey> after, int limit, long bytes) {
        return database.read(Access.MAINTENANCE, "listing what is pending of " + shape.type(), connection -> {
            Pipeline pipeline = database.pipeline(Access.MAINTENANCE, "")
                    .add(
                            shape.weighed(
                                    shape.states()
                                            + " AND s.pending_epoch IS NOT NULL AND (s.tenant, s.id) > (?, ?) AND (s.deleted"
                                            + " OR r." + shape.id() + " IS NOT NULL) ORDER BY s.tenant, s.id LIMIT "
                                            + limit,
                                    bytes),
                            after.map(RecordKey::tenantOrEmpty).orElse(""),
                            after.map(RecordKey::id).orElse(""));
            try (Pipeline.Answers answers = pipeline.send(connection).skip(1)) {
                return answers.rows(reading::read);
            }
        });
    }

    long pendingCount() {
        return count(
                "counting what is pending of " + shape.type(),
                "SELECT count(*) FROM " + shape.syncState() + " WHERE entity = " + shape.entity()
                        + " AND pending_epoch IS NOT NULL");
    }

    PendingSample pendingSample(int atMost) {
        return database.read(Access.MAINTENANCE, "sampling what is pending of " + shape.type(), connection -> {
            Pipeline pipeline = database.pipeline(Access.MAINTENANCE, "")
                    .add(
                            "SELECT count(*), min(token) FROM (SELECT token FROM " + shape.syncState()
                                    + " WHERE entity = " + shape.entity()
                                    + " AND pending_epoch IS NOT NULL LIMIT ?) AS pending",
                            atMost);
            try (Pipeline.Answers answers = pipeline.send(connection).skip(1)) {
                return answers.rows(row -> new PendingSample(row.getLong(1), Optional.ofNullable(row.getString(2))))
                        .get(0);
            }
        });
    }

    long rowCount() {
        return count("counting the records of " + shape.type(), "SELECT count(*) FROM " + shape.root());
    }

    void reportStaleWrite(Image staleWrite, long epoch) {
        database.change(Access.MAINTENANCE, "reporting a stale-epoch write of " + staleWrite.key(), connection -> {
            Pipeline pipeline = database.pipeline(Access.MAINTENANCE, "")
                    .add(
                            "INSERT INTO " + shape.table("sync_stale_writes")
                                    + " (entity, tenant, id, version, token, deleted,"
                                    + " content, epoch) VALUES (" + shape.entity() + ", ?, ?, ?, ?, ?, ?, ?)"
                                    + " ON CONFLICT DO NOTHING",
                            staleWrite.key().tenantOrEmpty(),
                            staleWrite.key().id(),
                            staleWrite.stamp().version(),
                            staleWrite.stamp().token() == null
                                    ? ""
                                    : staleWrite.stamp().token(),
                            staleWrite instanceof Image.Tombstone,
                            staleWrite instanceof Image.Present it ? ExtendedJson.write(it.content()) : null,
                            epoch);
            try (Pipeline.Answers answers = pipeline.send(connection).skip(1)) {
                return answers.count() > 0;
            }
        });
    }

    private interface Statement {
        Pipeline addTo(Pipeline pipeline);
    }

    private boolean changeAsLeader(String what, RecordKey key, Statement statement) {
        return database.change(Access.SERVICE, what + " of " + shape.type(), connection -> {
            Pipeline begun = database.pipeline(Access.SERVICE, key.tenantOrEmpty())
                    .add(Advisory.shared(shape.type().module()));
            try (Pipeline.Answers answers =
                    statement.addTo(begun).send(connection).skip(STATEMENTS_BEFORE)) {
                return answers.count() > 0;
            }
        });
    }

    private long count(String what, String sql) {
        return database.read(Access.MAINTENANCE, what, connection -> counted(connection, sql));
    }

    private long counted(Connection connection, String sql) throws SQLException {
        Pipeline pipeline = database.pipeline(Access.MAINTENANCE, "").add(sql);
        try (Pipeline.Answers answers = pipeline.send(connection).skip(1)) {
            return answers.rows(row -> row.getLong(1)).get(0);
        }
    }

    /** Four parameters: tenant, id, version, token. */
    private String exactly() {
        return "entity = " + shape.entity()
                + " AND tenant = ? AND id = ? AND version = ? AND token IS NOT DISTINCT FROM ?";
    }

    private static @Nullable Object[] all(List<Object> last, @Nullable Object... first) {
        List<@Nullable Object> all = new ArrayList<>();
        for (Object one : first) {
            all.add(one);
        }
        all.addAll(last);
        return all.toArray();
    }
}
