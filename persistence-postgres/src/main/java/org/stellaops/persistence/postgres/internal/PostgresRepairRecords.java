// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stellaops.persistence.postgres.internal.Database.Access;
import org.stellaops.persistence.spi.RepairRecords;
import org.stellaops.persistence.spi.RepairRow;

/**
 * Repairs in the table {@code sync_repairs}. It holds contents of all tenants, so only the maintenance role may access it, and the role
 * that reads the status sees the columns without them.
 */
final class PostgresRepairRecords implements RepairRecords {

    /** Contents of one transaction, exceeded by at most one repair. */
    private static final long BATCH_SIZE = 8_000_000;

    private static final String INSERT = """
            INSERT INTO {module}."sync_repairs"
                (plan, entity, tenant, id, evidence, legacy_before, target_before, state, detail, planned_at, changed_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?::timestamptz, ?::timestamptz)""";

    private static final String REPLACE = """
            UPDATE {module}."sync_repairs" SET evidence = ?, state = ?, detail = ?, changed_at = ?::timestamptz
            WHERE plan = ? AND entity = ? AND tenant = ? AND id = ? AND state = ?""";

    private static final String LIST = """
            SELECT * FROM (
                SELECT p.*, sum(p.weight) OVER (ORDER BY p.entity, p.tenant, p.id ROWS UNBOUNDED PRECEDING) - p.weight AS before
                FROM (
                    SELECT plan, entity, tenant, id, evidence, legacy_before, target_before, state, detail,
                           {planned} AS planned, {changed} AS changed,
                           COALESCE(octet_length(legacy_before), 0) + COALESCE(octet_length(target_before), 0) AS weight
                    FROM {module}."sync_repairs"
                    WHERE plan = ? AND (entity, tenant, id) > (?, ?, ?)
                    ORDER BY entity, tenant, id LIMIT ?) AS p
            ) AS w WHERE before < {bytes} ORDER BY entity, tenant, id""";

    /** Names no column that the role for the status may not read. */
    private static final String EVIDENCE = """
            SELECT plan, entity, tenant, id, evidence, NULL::text, NULL::text, state, detail, {planned}, {changed}
            FROM {module}."sync_repairs"
            WHERE plan = ? AND (entity, tenant, id) > (?, ?, ?)
            ORDER BY entity, tenant, id LIMIT ?""";

    private static final String PLANS = """
            SELECT plan, state, count(*) FROM {module}."sync_repairs"
            GROUP BY plan, state ORDER BY plan DESC, state LIMIT ?""";

    private static final String REMOVE = "DELETE FROM {module}.\"sync_repairs\" WHERE plan = ?";

    private final Map<String, String> places;
    private final Database database;
    private final Preparation preparation;

    PostgresRepairRecords(String module, Database database, Preparation preparation) {
        this.places = Map.of(
                "module", Sql.name(module),
                "planned", Sql.millis("planned_at"),
                "changed", Sql.millis("changed_at"),
                "bytes", Long.toString(BATCH_SIZE));
        this.database = database;
        this.preparation = preparation;
    }

    @Override
    public void insert(List<RepairRow> rows) {
        List<RepairRow> batch = new ArrayList<>();
        long size = 0;
        for (RepairRow row : rows) {
            batch.add(row);
            size += size(row);
            if (size > BATCH_SIZE) {
                insertAll(batch);
                batch.clear();
                size = 0;
            }
        }
        if (!batch.isEmpty()) {
            insertAll(batch);
        }
    }

    private static long size(RepairRow row) {
        return row.legacyBefore().map(String::length).orElse(0)
                + (long) row.targetBefore().map(String::length).orElse(0)
                + row.evidence().length();
    }

    private void insertAll(List<RepairRow> rows) {
        preparation.ensure();
        String insert = sql(INSERT);
        long unused = database.change(Access.MAINTENANCE, "keeping planned repairs", connection -> {
            Pipeline pipeline = database.pipeline(Access.MAINTENANCE, "");
            rows.forEach(it -> pipeline.add(
                    insert,
                    it.plan(),
                    it.entity(),
                    it.key().tenantOrEmpty(),
                    it.key().id(),
                    it.evidence(),
                    it.legacyBefore().orElse(null),
                    it.targetBefore().orElse(null),
                    it.state(),
                    it.detail(),
                    it.plannedAt().toString(),
                    it.changedAt().toString()));
            try (Pipeline.Answers answers = pipeline.send(connection).skip(1)) {
                long inserted = 0;
                for (int i = 0; i < rows.size(); i++) {
                    inserted += answers.count();
                }
                return inserted;
            }
        });
    }

    @Override
    public boolean replace(RepairRow expected, RepairRow next) {
        return changeOne(
                        "changing a repair",
                        REPLACE,
                        next.evidence(),
                        next.state(),
                        next.detail(),
                        next.changedAt().toString(),
                        expected.plan(),
                        expected.entity(),
                        expected.key().tenantOrEmpty(),
                        expected.key().id(),
                        expected.state())
                == 1;
    }

    @Override
    public List<RepairRow> list(String plan, Optional<RepairRow> after, int limit) {
        return list(LIST, plan, after, limit);
    }

    @Override
    public List<RepairRow> evidence(String plan, Optional<RepairRow> after, int limit) {
        return list(EVIDENCE, plan, after, limit);
    }

    private List<RepairRow> list(String template, String plan, Optional<RepairRow> after, int limit) {
        return read(
                "listing repairs",
                template,
                PostgresRepairRecords::row,
                plan,
                after.map(RepairRow::entity).orElse(""),
                after.map(it -> it.key().tenantOrEmpty()).orElse(""),
                after.map(it -> it.key().id()).orElse(""),
                limit);
    }

    @Override
    public List<StateCount> plans(int limit) {
        return read(
                "listing plans of repairs",
                PLANS,
                row -> new StateCount(row.getString(1), row.getString(2), row.getLong(3)),
                limit);
    }

    @Override
    public long remove(String plan) {
        return changeOne("removing repairs", REMOVE, plan);
    }

    private <T> List<T> read(String what, String template, Pipeline.RowReader<T> reader, Object... parameters) {
        preparation.ensure();
        return database.read(Access.MAINTENANCE, what, connection -> {
            Pipeline pipeline = database.pipeline(Access.MAINTENANCE, "").add(sql(template), parameters);
            try (Pipeline.Answers answers = pipeline.send(connection).skip(1)) {
                return answers.rows(reader);
            }
        });
    }

    private long changeOne(String what, String template, Object... parameters) {
        preparation.ensure();
        return database.change(Access.MAINTENANCE, what, connection -> {
            Pipeline pipeline = database.pipeline(Access.MAINTENANCE, "").add(sql(template), parameters);
            try (Pipeline.Answers answers = pipeline.send(connection).skip(1)) {
                return (long) answers.count();
            }
        });
    }

    private String sql(String template) {
        return SqlTemplate.fill(template, places);
    }

    private static RepairRow row(ResultSet row) throws SQLException {
        return new RepairRow(
                row.getString(1),
                row.getString(2),
                TableSchema.key(row.getString(3), row.getString(4)),
                row.getString(5),
                Optional.ofNullable(row.getString(6)),
                Optional.ofNullable(row.getString(7)),
                row.getString(8),
                row.getString(9),
                Instant.ofEpochMilli(row.getLong(10)),
                Instant.ofEpochMilli(row.getLong(11)));
    }
}
