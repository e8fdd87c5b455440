// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.Patch;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.entity.ContentProblem;
import org.stellaops.persistence.postgres.internal.Database.Access;
import org.stellaops.persistence.postgres.internal.Database.Outcome;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.TargetClaim;
import org.stellaops.persistence.spi.TargetWrite;
import org.stellaops.persistence.spi.TargetWrite.Result;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.spi.Versions;
import org.stellaops.persistence.value.ContentHash;

/** Protocol section 4.1: the transaction of a write to a leading target. */
final class LeaderWrites {

    /** What a write makes of the state of its key. */
    static final String ALLOCATION = """
            previous = s.version, previous_token = s.token, version = GREATEST(s.version, excluded.version - 1) + 1, \
            token = excluded.token, hash = excluded.hash, deleted = excluded.deleted, \
            pending_epoch = excluded.pending_epoch, evicted = false""";

    private final TableSchema shape;
    private final Database database;
    private final RowWrites rows;
    private final String lock;
    private final Rows reading;
    private final String allocate;

    LeaderWrites(TableSchema shape, Database database) {
        this.shape = shape;
        this.database = database;
        this.rows = new RowWrites(shape);
        this.lock = Advisory.sharedLock(shape.type().module());
        this.reading = new Rows(shape);
        // The first statement that touches the key: it waits for concurrent writers of the key and then sees the
        // latest version.
        this.allocate = """
                WITH allocated AS ( \
                INSERT INTO %1$s AS s (entity, tenant, id, version, token, hash, deleted, pending_epoch) \
                SELECT %2$s, ?, ?, ? + 1, ?, ?, ?, ?::bigint FROM %3$s c \
                WHERE c.module = %4$s AND c.phase = 'STEADY' AND c.epoch = ? \
                ON CONFLICT (entity, tenant, id) DO UPDATE SET %5$s \
                RETURNING s.version, s.token, s.previous, s.previous_token) \
                SELECT c.phase, c.epoch, c.stage, a.version, a.previous, a.previous_token, %6$s \
                FROM %3$s c LEFT JOIN allocated a ON true WHERE c.module = %4$s""".formatted(
                        shape.syncState(),
                        shape.entity(),
                        shape.syncControl(),
                        shape.controlName(),
                        ALLOCATION,
                        WriteGuard.telling("a.token"));
    }

    /** The result of the write; a rejection by the server is a result as well. */
    Result write(TargetWrite write) {
        try {
            String what = "writing " + write.key() + " of " + shape.type();
            return write.change() instanceof TargetWrite.Change.Put put
                            && write.precondition() instanceof Precondition.None
                    ? database.changeAtOnce(Access.SERVICE, what, connection -> putAtOnce(connection, write, put))
                    : database.transaction(Access.SERVICE, what, connection -> writeIn(connection, write));
        } catch (StatementRejection e) {
            return e.uniqueKey().<Result>map(Result.Duplicate::new).orElseGet(() -> new Result.Refused(e.reason()));
        }
    }

    /** The answer of {@link #allocate}: what the control record was, and what was allocated if it allowed that. */
    private record Allocation(ControlRecord control, Optional<Allocated> allocated) {

        static Allocation of(List<Allocation> rows) {
            return rows.isEmpty() ? new Allocation(ControlRows.NONE, Optional.empty()) : rows.get(0);
        }
    }

    private record Allocated(long version, VersionStamp previous) {}

    /** One round trip: nothing has to be decided between the statements, and those behind the first depend on what it did. */
    private Result putAtOnce(Connection connection, TargetWrite write, TargetWrite.Change.Put put) throws SQLException {
        Pipeline pipeline = begin(write);
        rows.put(pipeline, write.key(), put.content(), WriteGuard.told(write.token()));
        try (Pipeline.Answers answers = pipeline.send(connection).skip(1)) {
            Allocation allocation = Allocation.of(answers.rows(LeaderWrites::allocation));
            return allocation
                    .allocated()
                    .<Result>map(it -> new Result.LeaderWriteResult(new VersionStamp(it.version(), write.token())))
                    .orElseGet(() -> new Result.NotLeading(allocation.control()));
        }
    }

    private Outcome<Result> writeIn(Connection connection, TargetWrite write) throws SQLException {
        boolean reads = write.change() instanceof TargetWrite.Change.Update
                || !(write.precondition() instanceof Precondition.None);
        Pipeline pipeline = begin(write);
        if (reads) {
            pipeline.add(shape.byKey(), write.key().tenantOrEmpty(), write.key().id());
        }
        Allocation allocation;
        Optional<Row> row;
        try (Pipeline.Answers answers = pipeline.send(connection).skip(1)) {
            allocation = Allocation.of(answers.rows(LeaderWrites::allocation));
            row = reads ? Optional.of(answers.rows(reading::read).get(0)) : Optional.empty();
        }
        if (allocation.allocated().isEmpty()) {
            return Outcome.rollBack(new Result.NotLeading(allocation.control()));
        }
        Allocated allocated = allocation.allocated().get();
        Optional<Result> conflict = row.flatMap(it -> conflict(write, it, allocated));
        if (conflict.isPresent()) {
            return Outcome.rollBack(conflict.get());
        }
        VersionStamp stamp = new VersionStamp(allocated.version(), write.token());
        if (write.change() instanceof TargetWrite.Change.Update update) {
            return row.flatMap(it -> it.record(shape.type())).isEmpty()
                    ? Outcome.rollBack(new Result.Absent())
                    : update(connection, row.get().record(shape.type()).orElseThrow(), update.patch(), stamp);
        }
        Result done = new Result.LeaderWriteResult(stamp);
        return change(connection, write) ? Outcome.commit(done) : Outcome.rollBack(new Result.Absent());
    }

    /** Changes some fields of a record whose key this transaction has locked. */
    private Outcome<Result> update(Connection connection, StoredRecord held, Patch patch, VersionStamp stamp)
            throws SQLException {
        RecordKey key = held.key();
        Patch.Result result = patch.applyTo(shape.type(), held.content());
        Optional<ContentProblem> problem = result.problem()
                .or(() ->
                        shape.type().problemsOf(key, result.content()).stream().findFirst());
        if (problem.isPresent()) {
            return Outcome.rollBack(new Result.Unfit(problem.get()));
        }
        ContentHash hash = ContentHash.of(result.content());
        Pipeline pipeline = new Pipeline()
                .add(
                        shape.sql("UPDATE {state} SET hash = ? WHERE entity = {entity} AND tenant = ? AND id = ?"),
                        hash.hex(),
                        key.tenantOrEmpty(),
                        key.id());
        rows.update(pipeline, key, result.content(), patch.changes().keySet());
        pipeline.run(connection);
        return Outcome.commit(new Result.Updated(key, stamp, result.content(), hash));
    }

    /** Changes the first record that a query finds and nobody has locked. */
    Result claim(TargetClaim claim) {
        try {
            Optional<Result> result;
            do {
                result = database.transaction(
                        Access.SERVICE,
                        "claiming the next of " + shape.type(),
                        connection -> claimIn(connection, claim));
            } while (result.isEmpty());
            return result.get();
        } catch (StatementRejection e) {
            return e.uniqueKey().<Result>map(Result.Duplicate::new).orElseGet(() -> new Result.Refused(e.reason()));
        }
    }

    /** Empty if what was locked is no more what the query finds: somebody changed it just before. */
    private Outcome<Optional<Result>> claimIn(Connection connection, TargetClaim claim) throws SQLException {
        String tenant = claim.tenant().orElse("");
        ControlRecord control;
        List<String> ids;
        Pipeline first = database.pipeline(Access.SERVICE, tenant)
                .add(Advisory.shared(shape.type().module()))
                .add(ControlRows.select(shape));
        try (Pipeline.Answers answers =
                ClaimQuery.add(first, shape, claim).send(connection).skip(2)) {
            control = ControlRows.of(answers.rows(ControlRows::read));
            ids = answers.rows(row -> row.getString(1));
        }
        if (!control.is(ControlRecord.Phase.STEADY, claim.epoch())) {
            return Outcome.rollBack(Optional.of(new Result.NotLeading(control)));
        } else if (ids.isEmpty()) {
            return Outcome.rollBack(Optional.of(new Result.Absent()));
        }
        RecordKey key = TableSchema.key(tenant, ids.get(0));
        TargetWrite write = new TargetWrite(
                key,
                new TargetWrite.Change.Update(claim.patch()),
                Precondition.holds(claim.next().where()),
                claim.epoch(),
                claim.token(),
                claim.pendingFlag());
        Outcome<Result> outcome = writeIn(connection, write);
        return outcome.value() instanceof Result.Conflict || outcome.value() instanceof Result.Absent
                ? Outcome.rollBack(Optional.empty())
                : new Outcome<>(Optional.of(outcome.value()), outcome.commits());
    }

    private static Allocation allocation(ResultSet row) throws SQLException {
        ControlRecord control = ControlRows.read(row);
        long version = row.getLong(4);
        return new Allocation(
                control,
                row.wasNull()
                        ? Optional.empty()
                        : Optional.of(new Allocated(version, new VersionStamp(row.getLong(5), row.getString(6)))));
    }

    private Pipeline begin(TargetWrite write) {
        RecordKey key = write.key();
        boolean deletes = write.change() instanceof TargetWrite.Change.Delete;
        Long pendingFlag = write.pendingFlag() == TargetWrite.PendingFlag.PENDING ? write.epoch() : null;
        return database.lockedPipeline(Access.SERVICE, key.tenantOrEmpty(), lock)
                .add(
                        allocate,
                        key.tenantOrEmpty(),
                        key.id(),
                        Versions.base(write.epoch()),
                        write.token(),
                        write.change() instanceof TargetWrite.Change.Put put
                                ? put.hash().hex()
                                : null,
                        deletes,
                        pendingFlag,
                        write.epoch());
    }

    private Optional<Result> conflict(TargetWrite write, Row row, Allocated allocated) {
        Optional<StoredRecord> found =
                row.record(shape.type()).map(it -> new StoredRecord(it.key(), it.content(), allocated.previous()));
        return write.precondition()
                .violationBy(shape.type(), found)
                .map(reason -> new Result.Conflict(found.map(StoredRecord::revision), reason));
    }

    /** False if there is nothing to delete. */
    private boolean change(Connection connection, TargetWrite write) throws SQLException {
        Pipeline pipeline = new Pipeline();
        if (write.change() instanceof TargetWrite.Change.Put put) {
            rows.put(pipeline, write.key(), put.content(), WriteGuard.none());
            pipeline.run(connection);
            return true;
        }
        rows.remove(pipeline, List.of(write.key()));
        try (Pipeline.Answers answers = pipeline.send(connection)) {
            return answers.count() > 0;
        }
    }
}
