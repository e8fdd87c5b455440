// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.postgres.internal.Database.Access;
import org.stellaops.persistence.spi.DeadLetters;
import org.stellaops.persistence.spi.RejectedImage;
import org.stellaops.persistence.spi.VersionStamp;

/**
 * Dead letters, in the table {@code sync_dead_letters}; keys of all tenants, so only the maintenance role may access
 * it.
 */
final class PostgresDeadLetters implements DeadLetters {

    private static final String COLUMNS = "entity, tenant, id, version, token, reason, tries, " + Sql.millis("first_at")
            + ", " + Sql.millis("last_at") + ", " + Sql.millis("next_at");
    /** Entity, tenant, id, version, token, tries. */
    private static final String EXACTLY =
            "entity = ? AND tenant = ? AND id = ? AND version = ? AND token IS NOT DISTINCT FROM ? AND tries = ?";

    private static final String FIND = """
            SELECT {columns} FROM {table}
            WHERE entity = ? AND (tenant, id) IN (SELECT pair->>0, pair->>1 FROM jsonb_array_elements(?::jsonb) AS pair)""";
    private static final String LIST = """
            SELECT {columns} FROM {table} WHERE entity = ? AND (tenant, id) > (?, ?)
            ORDER BY tenant, id LIMIT ?""";
    private static final String LIST_DEAD = """
            SELECT {columns} FROM {table} WHERE entity = ? AND (tenant, id) > (?, ?) AND next_at IS NULL
            ORDER BY tenant, id LIMIT ?""";
    private static final String COUNT_DEAD = """
            SELECT count(*) FROM (SELECT FROM {table} WHERE entity = ? AND next_at IS NULL LIMIT ?) AS dead""";
    private static final String INSERT = """
            INSERT INTO {table} (entity, tenant, id, version, token, reason, tries, first_at, last_at, next_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?::timestamptz, ?::timestamptz, ?::timestamptz)
            ON CONFLICT (entity, tenant, id) DO NOTHING""";
    private static final String REPLACE = """
            UPDATE {table} SET version = ?, token = ?, reason = ?, tries = ?,
                first_at = ?::timestamptz, last_at = ?::timestamptz, next_at = ?::timestamptz
            WHERE {exactly}""";
    private static final String REMOVE = "DELETE FROM {table} WHERE {exactly}";

    private final Map<String, String> places;
    private final Database database;
    private final Preparation preparation;

    PostgresDeadLetters(String module, Database database, Preparation preparation) {
        this.places =
                Map.of("table", Sql.name(module) + ".\"sync_dead_letters\"", "columns", COLUMNS, "exactly", EXACTLY);
        this.database = database;
        this.preparation = preparation;
    }

    @Override
    public Map<RecordKey, RejectedImage> find(String entity, Collection<RecordKey> keys) {
        if (keys.isEmpty()) {
            return Map.of();
        }
        ArrayNode pairs = JsonNodeFactory.instance.arrayNode();
        keys.forEach(it -> pairs.addArray().add(it.tenantOrEmpty()).add(it.id()));
        Map<RecordKey, RejectedImage> found = new HashMap<>();
        read("finding dead letters of " + entity, FIND, entity, pairs.toString())
                .forEach(it -> found.put(it.key(), it));
        return found;
    }

    @Override
    public boolean write(Optional<RejectedImage> expected, RejectedImage next) {
        return expected.map(it -> replace(it, next)).orElseGet(() -> insert(next));
    }

    @Override
    public boolean remove(RejectedImage expected) {
        return change(
                "removing the dead letter of " + expected.key(),
                REMOVE,
                expected.entity(),
                expected.key().tenantOrEmpty(),
                expected.key().id(),
                expected.stamp().version(),
                expected.stamp().token(),
                expected.tries());
    }

    @Override
    public List<RejectedImage> list(String entity, Which which, Optional<RecordKey> after, int limit) {
        return read(
                "listing dead letters of " + entity,
                which == Which.DEAD ? LIST_DEAD : LIST,
                entity,
                after.map(RecordKey::tenantOrEmpty).orElse(""),
                after.map(RecordKey::id).orElse(""),
                limit);
    }

    @Override
    public long count(String entity, int atMost) {
        preparation.ensure();
        return database.read(Access.MAINTENANCE, "counting dead letters of " + entity, connection -> {
            Pipeline pipeline =
                    database.pipeline(Access.MAINTENANCE, "").add(SqlTemplate.fill(COUNT_DEAD, places), entity, atMost);
            try (Pipeline.Answers answers = pipeline.send(connection).skip(1)) {
                return answers.rows(row -> row.getLong(1)).get(0);
            }
        });
    }

    private boolean insert(RejectedImage next) {
        return change(
                "writing the dead letter of " + next.key(),
                INSERT,
                next.entity(),
                next.key().tenantOrEmpty(),
                next.key().id(),
                next.stamp().version(),
                next.stamp().token(),
                next.reason(),
                next.tries(),
                next.firstAt().toString(),
                next.lastAt().toString(),
                next.nextAt().map(Instant::toString).orElse(null));
    }

    private boolean replace(RejectedImage expected, RejectedImage next) {
        return change(
                "writing the dead letter of " + next.key(),
                REPLACE,
                next.stamp().version(),
                next.stamp().token(),
                next.reason(),
                next.tries(),
                next.firstAt().toString(),
                next.lastAt().toString(),
                next.nextAt().map(Instant::toString).orElse(null),
                expected.entity(),
                expected.key().tenantOrEmpty(),
                expected.key().id(),
                expected.stamp().version(),
                expected.stamp().token(),
                expected.tries());
    }

    private List<RejectedImage> read(String what, String template, @Nullable Object... parameters) {
        preparation.ensure();
        return database.read(Access.MAINTENANCE, what, connection -> {
            Pipeline pipeline =
                    database.pipeline(Access.MAINTENANCE, "").add(SqlTemplate.fill(template, places), parameters);
            try (Pipeline.Answers answers = pipeline.send(connection).skip(1)) {
                return answers.rows(PostgresDeadLetters::entry);
            }
        });
    }

    private boolean change(String what, String template, @Nullable Object... parameters) {
        preparation.ensure();
        return database.change(Access.MAINTENANCE, what, connection -> {
            Pipeline pipeline =
                    database.pipeline(Access.MAINTENANCE, "").add(SqlTemplate.fill(template, places), parameters);
            try (Pipeline.Answers answers = pipeline.send(connection).skip(1)) {
                return answers.count() > 0;
            }
        });
    }

    private static RejectedImage entry(ResultSet row) throws SQLException {
        String tenant = row.getString(2);
        String id = row.getString(3);
        Instant first = Instant.ofEpochMilli(row.getLong(8));
        Instant last = Instant.ofEpochMilli(row.getLong(9));
        long next = row.getLong(10);
        Optional<Instant> nextAt = row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(next));
        return new RejectedImage(
                row.getString(1),
                tenant.isEmpty() ? RecordKey.global(id) : RecordKey.of(tenant, id),
                new VersionStamp(row.getLong(4), row.getString(5)),
                row.getString(6),
                row.getInt(7),
                first,
                last,
                nextAt);
    }
}
