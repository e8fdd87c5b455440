// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.postgres.internal.Database.Access;
import org.stellaops.persistence.spi.DivergenceRow;
import org.stellaops.persistence.spi.ReadShapeRow;
import org.stellaops.persistence.spi.ShadowRecords;

/**
 * What shadow reads found, in the tables {@code sync_divergences} and {@code sync_read_shapes}; keys of all tenants, so only the
 * maintenance role may access them.
 */
final class PostgresShadowRecords implements ShadowRecords {

    private static final String SAVE = """
            INSERT INTO {module}."sync_divergences"
                (entity, tenant, id, kind, cause, stage, detail, first_at, last_at, seen)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?::timestamptz, ?::timestamptz, ?)
            ON CONFLICT (entity, tenant, id, kind, first_at) DO UPDATE SET
                cause = excluded.cause, stage = excluded.stage, detail = excluded.detail,
                last_at = excluded.last_at, seen = excluded.seen""";
    private static final String LATEST = """
            SELECT entity, tenant, id, kind, cause, stage, detail, {first}, {last}, seen
            FROM {module}."sync_divergences" ORDER BY last_at DESC, entity, tenant, id, kind LIMIT ?""";
    private static final String SAVE_SHAPE = """
            INSERT INTO {module}."sync_read_shapes"
                (process, entity, operation, shape, uses, compared, confirmed, compared_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?::timestamptz)
            ON CONFLICT (process, entity, operation, shape) DO UPDATE SET
                uses = excluded.uses, compared = excluded.compared, confirmed = excluded.confirmed,
                compared_at = excluded.compared_at, saved_at = now()""";
    private static final String COVERAGE = """
            SELECT entity, operation, shape, uses, compared, confirmed, {compared}
            FROM {module}."sync_read_shapes" WHERE saved_at >= ?::timestamptz
            ORDER BY entity, operation, shape, process""";
    private static final String REMOVE = """
            DELETE FROM {module}."sync_divergences" WHERE last_at < ?::timestamptz""";
    private static final String REMOVE_SHAPES = """
            DELETE FROM {module}."sync_read_shapes" WHERE saved_at < ?::timestamptz""";

    private final Map<String, String> places;
    private final Database database;
    private final Preparation preparation;

    PostgresShadowRecords(String module, Database database, Preparation preparation) {
        this.places = Map.of(
                "module", Sql.name(module),
                "first", Sql.millis("first_at"),
                "last", Sql.millis("last_at"),
                "compared", Sql.millis("compared_at"));
        this.database = database;
        this.preparation = preparation;
    }

    @Override
    public void save(List<DivergenceRow> divergences) {
        if (divergences.isEmpty()) {
            return;
        }
        String save = sql(SAVE);
        change(
                "keeping divergences",
                pipeline -> divergences.forEach(it -> pipeline.add(
                        save,
                        it.entity(),
                        it.key().tenantOrEmpty(),
                        it.key().id(),
                        it.kind(),
                        it.cause(),
                        it.stage(),
                        it.detail(),
                        it.firstSeen().toString(),
                        it.lastSeen().toString(),
                        it.seen())),
                divergences.size());
    }

    @Override
    public List<DivergenceRow> latest(int limit) {
        return read("listing divergences", LATEST, PostgresShadowRecords::divergence, limit);
    }

    @Override
    public void saveCoverage(String process, List<ReadShapeRow> shapes) {
        if (shapes.isEmpty()) {
            return;
        }
        String save = sql(SAVE_SHAPE);
        change(
                "keeping the coverage of reads",
                pipeline -> shapes.forEach(it -> pipeline.add(
                        save,
                        process,
                        it.entity(),
                        it.operation(),
                        it.shape(),
                        it.uses(),
                        it.compared(),
                        it.confirmed(),
                        it.lastCompared().map(Instant::toString).orElse(null))),
                shapes.size());
    }

    @Override
    public List<ReadShapeRow> coverage(Instant since) {
        return read("listing the coverage of reads", COVERAGE, PostgresShadowRecords::shape, since.toString());
    }

    @Override
    public long removeBefore(Instant moment) {
        return change(
                "removing old divergences",
                pipeline -> {
                    Pipeline unused =
                            pipeline.add(sql(REMOVE), moment.toString()).add(sql(REMOVE_SHAPES), moment.toString());
                },
                2);
    }

    /** Adds statements; whatever a pipeline answers is itself. */
    private interface Statements {
        void addTo(Pipeline pipeline);
    }

    /** A row as a value. */
    private interface Mapped<T> {
        T of(ResultSet row) throws SQLException;
    }

    private <T> List<T> read(String what, String template, Mapped<T> mapped, @Nullable Object... parameters) {
        preparation.ensure();
        return database.read(Access.MAINTENANCE, what, connection -> {
            Pipeline pipeline = database.pipeline(Access.MAINTENANCE, "").add(sql(template), parameters);
            try (Pipeline.Answers answers = pipeline.send(connection).skip(1)) {
                return answers.rows(mapped::of);
            }
        });
    }

    @CanIgnoreReturnValue
    private long change(String what, Statements statements, int count) {
        preparation.ensure();
        return database.change(Access.MAINTENANCE, what, connection -> {
            Pipeline pipeline = database.pipeline(Access.MAINTENANCE, "");
            statements.addTo(pipeline);
            try (Pipeline.Answers answers = pipeline.send(connection).skip(1)) {
                long changed = 0;
                for (int i = 0; i < count; i++) {
                    changed += answers.count();
                }
                return changed;
            }
        });
    }

    private String sql(String template) {
        return SqlTemplate.fill(template, places);
    }

    private static DivergenceRow divergence(ResultSet row) throws SQLException {
        String tenant = row.getString(2);
        String id = row.getString(3);
        return new DivergenceRow(
                row.getString(1),
                tenant.isEmpty() ? RecordKey.global(id) : RecordKey.of(tenant, id),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                Instant.ofEpochMilli(row.getLong(8)),
                Instant.ofEpochMilli(row.getLong(9)),
                row.getLong(10));
    }

    private static ReadShapeRow shape(ResultSet row) throws SQLException {
        long compared = row.getLong(7);
        Optional<Instant> at = row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(compared));
        return new ReadShapeRow(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getLong(4),
                row.getLong(5),
                row.getLong(6),
                at);
    }
}
