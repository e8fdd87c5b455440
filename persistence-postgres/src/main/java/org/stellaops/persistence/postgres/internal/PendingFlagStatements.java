// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
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

    private static final String CLEAR = "UPDATE {state} SET pending_epoch = NULL WHERE {exactly}";

    /** In key order, so that two batches cannot deadlock. The offset keeps the planner from another way than looking up each key. */
    private static final String CLEAR_ALL = """
            WITH held AS MATERIALIZED (
                SELECT s.tenant, s.id
                FROM (SELECT * FROM {rows} AS r(t, i, v, k) ORDER BY r.t COLLATE "C", r.i COLLATE "C") AS x
                CROSS JOIN LATERAL (
                    SELECT h.tenant, h.id
                    FROM {state} h
                    WHERE h.entity = {entity} AND h.tenant = x.t AND h.id = x.i AND h.version = x.v::bigint AND h.token IS NOT DISTINCT FROM x.k
                    OFFSET 0
                    FOR UPDATE OF h
                ) s
            )
            UPDATE {state} s SET pending_epoch = NULL
            FROM held
            WHERE s.entity = {entity} AND s.tenant = held.tenant AND s.id = held.id
            RETURNING s.tenant, s.id
            """;

    private static final String BUMP = """
            UPDATE {state} SET version = ?, pending_epoch = ?
            WHERE {exactly} AND (pending_epoch IS NOT NULL OR NOT ?::boolean)
              AND EXISTS (
                SELECT FROM {control}
                WHERE module = {module}
                  AND ((phase = 'STEADY' AND epoch = ?) OR (phase = 'MOVING' AND epoch = ?))
              )
            """;

    private static final String REPLACE_BY_TOMBSTONE = """
            UPDATE {state}
            SET version = ?, token = ?, hash = NULL, deleted = true, pending_epoch = ?, evicted = false
            WHERE {exactly}
              AND NOT EXISTS (SELECT FROM {root} r WHERE {same_key})
              AND EXISTS (SELECT FROM {control} WHERE module = {module} AND phase = 'STEADY' AND epoch = ?)
            """;

    private static final String INSERT_TOMBSTONE = """
            INSERT INTO {state} (entity, tenant, id, version, token, deleted, pending_epoch)
            SELECT {entity}, ?, ?, ?, ?, true, ?
            WHERE NOT EXISTS (SELECT FROM {root} r WHERE {same_key})
              AND EXISTS (SELECT FROM {control} WHERE module = {module} AND phase = 'STEADY' AND epoch = ?)
            ON CONFLICT (entity, tenant, id) DO NOTHING
            """;

    private static final String PENDING_AFTER = """
            {states} AND s.pending_epoch IS NOT NULL AND (s.tenant, s.id) > (?, ?)
                AND (s.deleted OR r.{id} IS NOT NULL)
            ORDER BY s.tenant, s.id LIMIT
            """;

    /**
     * The index of what is pending has the order that is asked for. The planner, which knows neither how much is pending nor how large its
     * contents are, would rather sort all of it with its contents, for each page.
     */
    private static final String BY_INDEX = Sql.without("sort", "incremental_sort", "bitmapscan", "seqscan");

    private static final String PENDING_COUNT =
            "SELECT count(*) FROM {state} WHERE entity = {entity} AND pending_epoch IS NOT NULL";

    private static final String PENDING_BY_TENANT =
            "SELECT tenant, count(*) FROM {state} WHERE entity = {entity} AND pending_epoch IS NOT NULL GROUP BY tenant";

    private static final String PENDING_SAMPLE = """
            SELECT count(*), min(token)
            FROM (
                SELECT token FROM {state} WHERE entity = {entity} AND pending_epoch IS NOT NULL LIMIT ?
            ) AS pending
            """;

    private static final String REPORT = """
            INSERT INTO {stale_writes} (entity, tenant, id, version, token, deleted, content, epoch)
            VALUES ({entity}, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """;

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
                    .add(shape.sql(CLEAR), key.tenantOrEmpty(), key.id(), expected.version(), expected.token());
            try (Pipeline.Answers answers = pipeline.send(connection).skip(1)) {
                return answers.count() > 0;
            }
        });
    }

    List<Boolean> clearAll(List<? extends Image> states) {
        Set<RecordKey> cleared = database.change(
                Access.MAINTENANCE, "clearing " + states.size() + " pending flags of " + shape.type(), connection -> {
                    TextRows rows = new TextRows(4);
                    states.forEach(it -> rows.add(row(it)));
                    Pipeline pipeline = database.pipeline(Access.MAINTENANCE, "")
                            .add(
                                    shape.sql(CLEAR_ALL, Map.of("rows", rows.relation())),
                                    rows.parameters().toArray());
                    try (Pipeline.Answers answers = pipeline.send(connection).skip(1)) {
                        return new HashSet<>(answers.rows(row -> TableSchema.key(row.getString(1), row.getString(2))));
                    }
                });
        return states.stream().map(it -> cleared.contains(it.key())).toList();
    }

    private static List<@Nullable String> row(Image state) {
        return Arrays.asList(
                state.key().tenantOrEmpty(),
                state.key().id(),
                Long.toString(state.stamp().version()),
                state.stamp().token());
    }

    boolean bump(VersionBump bump) {
        RecordKey key = bump.key();
        return changeAsLeader(
                "giving " + key + " a higher version",
                key,
                pipeline -> pipeline.add(
                        shape.sql(BUMP),
                        bump.version(),
                        bump.epoch(),
                        key.tenantOrEmpty(),
                        key.id(),
                        bump.expected().version(),
                        bump.expected().token(),
                        bump.when() == VersionBump.When.PENDING,
                        bump.epoch(),
                        bump.epoch() - 1));
    }

    boolean repairTombstone(Optional<VersionStamp> expected, Image.Tombstone tombstone, long epoch) {
        RecordKey key = tombstone.key();
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
                                shape.sql(REPLACE_BY_TOMBSTONE),
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
                                shape.sql(INSERT_TOMBSTONE),
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
                if (row.content().problem().isEmpty()) {
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
                    .add(BY_INDEX)
                    .add(
                            shape.weighed(shape.sql(PENDING_AFTER) + limit, bytes),
                            after.map(RecordKey::tenantOrEmpty).orElse(""),
                            after.map(RecordKey::id).orElse(""));
            try (Pipeline.Answers answers = pipeline.send(connection).skip(STATEMENTS_BEFORE)) {
                return answers.rows(reading::read);
            }
        });
    }

    long pendingCount() {
        return count("counting what is pending of " + shape.type(), shape.sql(PENDING_COUNT));
    }

    long pendingCount(Predicate<String> tenants) {
        return database.read(Access.MAINTENANCE, "counting what is pending of " + shape.type(), connection -> {
            Pipeline pipeline = database.pipeline(Access.MAINTENANCE, "").add(shape.sql(PENDING_BY_TENANT));
            try (Pipeline.Answers answers = pipeline.send(connection).skip(1)) {
                return answers.rows(row -> tenants.test(row.getString(1)) ? row.getLong(2) : 0L).stream()
                        .mapToLong(it -> it)
                        .sum();
            }
        });
    }

    PendingSample pendingSample(int atMost) {
        return database.read(Access.MAINTENANCE, "sampling what is pending of " + shape.type(), connection -> {
            Pipeline pipeline = database.pipeline(Access.MAINTENANCE, "").add(shape.sql(PENDING_SAMPLE), atMost);
            try (Pipeline.Answers answers = pipeline.send(connection).skip(1)) {
                return answers.rows(row -> new PendingSample(row.getLong(1), Optional.ofNullable(row.getString(2))))
                        .get(0);
            }
        });
    }

    long rowCount() {
        return count("counting the records of " + shape.type(), shape.sql("SELECT count(*) FROM {root}"));
    }

    void reportStaleWrite(Image staleWrite, long epoch) {
        database.change(Access.MAINTENANCE, "reporting a stale-epoch write of " + staleWrite.key(), connection -> {
            Pipeline pipeline = database.pipeline(Access.MAINTENANCE, "")
                    .add(
                            shape.sql(REPORT),
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

    private static @Nullable Object[] all(List<Object> last, @Nullable Object... first) {
        List<@Nullable Object> all = new ArrayList<>();
        for (Object one : first) {
            all.add(one);
        }
        all.addAll(last);
        return all.toArray();
    }
}
