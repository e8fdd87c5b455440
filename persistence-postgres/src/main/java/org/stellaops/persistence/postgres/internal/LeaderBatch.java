// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.postgres.internal.Database.Access;
import org.stellaops.persistence.postgres.internal.Database.Outcome;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.TargetWrite;
import org.stellaops.persistence.spi.TargetWrite.Result;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.spi.Versions;
import org.stellaops.persistence.value.Struct;

/**
 * Protocol section 4.1 for many keys: one transaction for all. A write that cannot take effect undoes the transaction, which is made
 * again without it; if the server rejects one, halves are made until it stands alone.
 */
final class LeaderBatch {

    // In key order, so that two batches cannot deadlock.
    private static final String ALLOCATE = """
            INSERT INTO {state} AS s (entity, tenant, id, version, token, hash, deleted, pending_epoch)
            SELECT {entity}, x.t, x.i, ? + 1, x.k, x.h, x.d::boolean, x.p::bigint
            FROM {relation} AS x(t, i, k, h, d, p), {control} c
            WHERE c.module = {module} AND c.phase = 'STEADY' AND c.epoch = ?
            ORDER BY x.t COLLATE "C", x.i COLLATE "C"
            ON CONFLICT (entity, tenant, id) DO UPDATE SET {allocation}
            RETURNING s.version, s.previous, s.previous_token, s.tenant, s.id
            """;

    private static final String PRESENT = "SELECT {tenant_text}, r.{id}::text FROM {root} r WHERE {of_ids}";

    private final TableSchema shape;
    private final Database database;
    private final RowWrites rows;
    private final Rows reading;
    private final LeaderWrites alone;
    private final String held;
    private final String present;
    private final Map<Boolean, String> allocations = new ConcurrentHashMap<>();

    LeaderBatch(TableSchema shape, Database database, LeaderWrites alone) {
        this.shape = shape;
        this.database = database;
        this.rows = new RowWrites(shape);
        this.reading = new Rows(shape);
        this.alone = alone;
        this.held = shape.rowsOf("(SELECT r.* FROM " + shape.root() + " r WHERE " + shape.idsOf("r") + ")");
        this.present = shape.sql(PRESENT, Map.of("tenant_text", shape.tenantText(), "of_ids", shape.idsOf("r")));
    }

    private String allocate(TextRows states) {
        return shape.sql(ALLOCATE, Map.of("relation", states.relation(), "allocation", LeaderWrites.ALLOCATION));
    }

    /** The results of writes of distinct keys of one tenant, in their order. */
    List<Result> write(List<TargetWrite> writes) {
        Map<RecordKey, Result> results = new HashMap<>();
        write(writes, results);
        return writes.stream()
                .map(it -> Objects.requireNonNull(results.get(it.key())))
                .toList();
    }

    private void write(List<TargetWrite> writes, Map<RecordKey, Result> results) {
        List<TargetWrite> left = writes;
        while (!left.isEmpty()) {
            if (left.size() == 1) {
                results.put(left.get(0).key(), alone(left.get(0)));
                return;
            }
            List<TargetWrite> now = left;
            Map<RecordKey, Result> answered;
            try {
                answered = database.transaction(
                        Access.SERVICE,
                        "writing " + now.size() + " records of " + shape.type(),
                        connection -> writeIn(connection, now));
            } catch (StatementRejection e) {
                write(now.subList(0, now.size() / 2), results);
                left = now.subList(now.size() / 2, now.size());
                continue;
            } catch (RuntimeException e) {
                now.forEach(it -> results.put(it.key(), new Result.Failed(e)));
                return;
            }
            results.putAll(answered);
            left = now.stream().filter(it -> !answered.containsKey(it.key())).toList();
        }
    }

    private Result alone(TargetWrite write) {
        try {
            return alone.write(write);
        } catch (RuntimeException e) {
            return new Result.Failed(e);
        }
    }

    private record Allocated(long version, VersionStamp previous) {}

    /** The results of all, committed; or of those that cannot take effect, and then nothing is. */
    private Outcome<Map<RecordKey, Result>> writeIn(Connection connection, List<TargetWrite> writes)
            throws SQLException {
        Set<RecordKey> conditional = keys(writes, it -> !(it.precondition() instanceof Precondition.None));
        Set<RecordKey> deleted = keys(writes, it -> it.change() instanceof TargetWrite.Change.Delete);
        Pipeline pipeline = begin(writes);
        if (!conditional.isEmpty()) {
            pipeline.add(held, shape.parametersOfIds(conditional));
        }
        if (!deleted.isEmpty()) {
            pipeline.add(present, shape.parametersOfIds(deleted));
        }
        ControlRecord control;
        Map<RecordKey, Allocated> allocated = new HashMap<>();
        Map<RecordKey, Row> found = new HashMap<>();
        Set<RecordKey> there = new HashSet<>();
        try (Pipeline.Answers answers = pipeline.send(connection).skip(2)) {
            control = ControlRows.of(answers.rows(ControlRows::read));
            answers.rows(row -> Map.entry(TableSchema.key(row.getString(4), row.getString(5)), allocated(row)))
                    .forEach(it -> allocated.put(it.getKey(), it.getValue()));
            if (!conditional.isEmpty()) {
                answers.rows(reading::read).forEach(it -> found.put(it.key(), it));
            }
            if (!deleted.isEmpty()) {
                there.addAll(answers.rows(row -> TableSchema.key(row.getString(1), row.getString(2))));
            }
        }
        Map<RecordKey, Result> failed = new HashMap<>();
        for (TargetWrite write : writes) {
            failure(write, control, allocated.get(write.key()), Optional.ofNullable(found.get(write.key())), there)
                    .ifPresent(it -> failed.put(write.key(), it));
        }
        if (!failed.isEmpty()) {
            return Outcome.rollBack(failed);
        }
        change(connection, writes, deleted);
        Map<RecordKey, Result> done = new HashMap<>();
        writes.forEach(it -> done.put(
                it.key(),
                new Result.LeaderWriteResult(new VersionStamp(
                        Objects.requireNonNull(allocated.get(it.key())).version(), it.token()))));
        return Outcome.commit(done);
    }

    private static Allocated allocated(ResultSet row) throws SQLException {
        return new Allocated(row.getLong(1), new VersionStamp(row.getLong(2), row.getString(3)));
    }

    private interface Wanted {
        boolean test(TargetWrite write);
    }

    private static Set<RecordKey> keys(List<TargetWrite> writes, Wanted wanted) {
        Set<RecordKey> keys = new HashSet<>();
        writes.stream().filter(wanted::test).forEach(it -> keys.add(it.key()));
        return keys;
    }

    private Pipeline begin(List<TargetWrite> writes) {
        TargetWrite first = writes.get(0);
        TextRows states = new TextRows(6);
        writes.forEach(it -> states.add(state(it)));
        List<@Nullable Object> parameters = new ArrayList<>(List.of(Versions.base(first.epoch())));
        parameters.addAll(states.parameters());
        parameters.add(first.epoch());
        return database.pipeline(Access.SERVICE, first.key().tenantOrEmpty())
                .add(Advisory.shared(shape.type().module()))
                .add(ControlRows.select(shape))
                .add(allocations.computeIfAbsent(states.isOne(), it -> allocate(states)), parameters.toArray());
    }

    private Optional<Result> failure(
            TargetWrite write,
            ControlRecord control,
            @Nullable Allocated allocated,
            Optional<Row> row,
            Set<RecordKey> there) {
        if (allocated == null) {
            return Optional.of(new Result.NotLeading(control));
        }
        if (!(write.precondition() instanceof Precondition.None)) {
            Optional<StoredRecord> found = row.flatMap(it -> it.record(shape.type()))
                    .map(it -> new StoredRecord(it.key(), it.content(), allocated.previous()));
            Optional<Result> conflict = write.precondition()
                    .violationBy(shape.type(), found)
                    .map(reason -> new Result.Conflict(found.map(StoredRecord::revision), reason));
            if (conflict.isPresent()) {
                return conflict;
            }
        }
        return write.change() instanceof TargetWrite.Change.Delete && !there.contains(write.key())
                ? Optional.of(new Result.Absent())
                : Optional.empty();
    }

    private void change(Connection connection, List<TargetWrite> writes, Set<RecordKey> deleted) throws SQLException {
        Map<RecordKey, Struct> contents = new LinkedHashMap<>();
        for (TargetWrite write : writes) {
            if (write.change() instanceof TargetWrite.Change.Put put) {
                contents.put(write.key(), put.content());
            }
        }
        Pipeline pipeline = rows.putMany(connection, new Pipeline(), contents);
        if (!deleted.isEmpty()) {
            rows.remove(pipeline, new ArrayList<>(deleted));
        }
        pipeline.run(connection);
    }

    private static List<@Nullable String> state(TargetWrite write) {
        return Arrays.asList(
                write.key().tenantOrEmpty(),
                write.key().id(),
                write.token(),
                write.change() instanceof TargetWrite.Change.Put put
                        ? put.hash().hex()
                        : null,
                Boolean.toString(write.change() instanceof TargetWrite.Change.Delete),
                write.pendingFlag() == TargetWrite.PendingFlag.PENDING ? Long.toString(write.epoch()) : null);
    }
}
