package org.stellaops.persistence.postgres.internal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private final Rows reading;
    private final String allocate;

    LeaderWrites(TableSchema shape, Database database) {
        this.shape = shape;
        this.database = database;
        this.rows = new RowWrites(shape);
        this.reading = new Rows(shape);
        // The first statement that touches the key: it waits for concurrent writers of the key and then sees the
        // latest version.
        this.allocate = "INSERT INTO " + shape.syncState()
                + " AS s (entity, tenant, id, version, token, hash, deleted, pending_epoch) SELECT " + shape.entity()
                + ", ?, ?, ? + 1, ?, ?, ?, ?::bigint FROM " + shape.syncControl()
                + " c WHERE c.module = '" + shape.type().module()
                + "' AND c.phase = 'STEADY' AND c.epoch = ? ON CONFLICT (entity, tenant, id) DO UPDATE SET "
                + ALLOCATION + " RETURNING s.version, s.previous, s.previous_token";
    }

    /** The result of the write; a rejection by the server is a result as well. */
    Result write(TargetWrite write) {
        try {
            return database.transaction(
                    Access.SERVICE,
                    "writing " + write.key() + " of " + shape.type(),
                    connection -> writeIn(connection, write));
        } catch (StatementRejection e) {
            return e.uniqueKey().<Result>map(Result.Duplicate::new).orElseGet(() -> new Result.Refused(e.reason()));
        }
    }

    private record Allocated(long version, VersionStamp previous) {}

    private Outcome<Result> writeIn(Connection connection, TargetWrite write) throws SQLException {
        boolean reads = !(write.precondition() instanceof Precondition.None);
        Pipeline pipeline = begin(write);
        if (reads) {
            pipeline.add(shape.byKey(), write.key().tenantOrEmpty(), write.key().id());
        }
        ControlRecord control;
        List<Allocated> allocated;
        Optional<Row> row;
        try (Pipeline.Answers answers = pipeline.send(connection).skip(2)) {
            control = ControlRows.of(answers.rows(ControlRows::read));
            allocated = answers.rows(LeaderWrites::allocated);
            row = reads ? Optional.of(answers.rows(reading::read).get(0)) : Optional.empty();
        }
        if (allocated.isEmpty()) {
            return Outcome.rollBack(new Result.NotLeading(control));
        }
        Optional<Result> conflict = row.flatMap(it -> conflict(write, it, allocated.get(0)));
        if (conflict.isPresent()) {
            return Outcome.rollBack(conflict.get());
        }
        Result done =
                new Result.LeaderWriteResult(new VersionStamp(allocated.get(0).version(), write.token()));
        return change(connection, write) ? Outcome.commit(done) : Outcome.rollBack(new Result.Absent());
    }

    private static Allocated allocated(ResultSet row) throws SQLException {
        return new Allocated(row.getLong(1), new VersionStamp(row.getLong(2), row.getString(3)));
    }

    private Pipeline begin(TargetWrite write) {
        RecordKey key = write.key();
        boolean deletes = write.change() instanceof TargetWrite.Change.Delete;
        Long pendingFlag = write.pendingFlag() == TargetWrite.PendingFlag.PENDING ? write.epoch() : null;
        return database.pipeline(Access.SERVICE, key.tenantOrEmpty())
                .add(Advisory.shared(shape.type().module()))
                .add(ControlRows.select(shape))
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
            rows.put(pipeline, Map.of(write.key(), put.content()));
            pipeline.send(connection).close();
            return true;
        }
        rows.remove(pipeline, List.of(write.key()));
        try (Pipeline.Answers answers = pipeline.send(connection)) {
            return answers.count() > 0;
        }
    }
}
