// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.postgres.internal.Database.Access;
import org.stellaops.persistence.postgres.internal.Database.Outcome;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlStore;

/** The control record of a module, or of a cohort, in its target. Changes exclude every writing transaction of the module. */
final class PostgresControlStore implements ControlStore {

    private static final String INITIALISE = """
            INSERT INTO {control} (module, epoch, phase, stage)
            VALUES ({module}, ?, ?, ?)
            ON CONFLICT (module) DO NOTHING
            """;

    private static final String COMPARE_AND_SET = """
            UPDATE {control}
            SET epoch = ?, phase = ?, stage = ?
            WHERE module = {module} AND epoch = ? AND phase = ? AND stage IS NOT DISTINCT FROM ?
            """;

    private final String module;
    private final String row;
    private final Database database;
    private final Preparation preparation;

    PostgresControlStore(String module, String row, Database database, Preparation preparation) {
        this.module = module;
        this.row = row;
        this.database = database;
        this.preparation = preparation;
    }

    @Override
    public ControlRecord read() {
        return ControlRows.of(rows());
    }

    @Override
    public Optional<ControlRecord> find() {
        return rows().stream().findFirst();
    }

    private List<ControlRecord> rows() {
        preparation.ensure();
        return database.read(Access.SERVICE, "reading the control record of " + row, connection -> {
            Pipeline pipeline = database.pipeline(Access.SERVICE, "").add(ControlRows.select(module, row));
            try (Pipeline.Answers answers = pipeline.send(connection).skip(1)) {
                return answers.rows(ControlRows::read);
            }
        });
    }

    @Override
    public ControlRecord initialise(ControlRecord first) {
        preparation.ensure();
        return database.transaction(Access.MAINTENANCE, "writing the first control record of " + row, connection -> {
            Pipeline pipeline = locked().add(
                            ControlRows.sql(INITIALISE, module, row),
                            first.epoch(),
                            first.phase().name(),
                            standing(first))
                    .add(ControlRows.select(module, row));
            try (Pipeline.Answers answers = pipeline.send(connection).skip(3)) {
                return Outcome.commit(ControlRows.of(answers.rows(ControlRows::read)));
            }
        });
    }

    @Override
    public boolean compareAndSet(ControlRecord expected, ControlRecord next) {
        preparation.ensure();
        return database.transaction(Access.MAINTENANCE, "changing the control record of " + row, connection -> {
            Pipeline pipeline = locked().add(
                            ControlRows.sql(COMPARE_AND_SET, module, row),
                            next.epoch(),
                            next.phase().name(),
                            standing(next),
                            expected.epoch(),
                            expected.phase().name(),
                            standing(expected));
            try (Pipeline.Answers answers = pipeline.send(connection).skip(2)) {
                return Outcome.commit(answers.count() == 1);
            }
        });
    }

    @Override
    public FenceStrength raiseFence(long epoch) {
        // Every writing transaction reads the control record under the lock; that is the fence.
        return FenceStrength.STRONG;
    }

    @Override
    public long fenceEpoch() {
        return read().epoch();
    }

    @Override
    public Optional<String> server() {
        return ask("SELECT system_identifier::text FROM pg_catalog.pg_control_system()");
    }

    @Override
    public long timeline() {
        return ask("SELECT timeline_id::text FROM pg_catalog.pg_control_checkpoint()")
                .map(Long::parseLong)
                .orElse(0L);
    }

    /** A login that may not ask, or a service that is no PostgreSQL cluster, leaves the question open. */
    private Optional<String> ask(String sql) {
        try {
            return database.read(Access.SERVICE, "asking who the server of " + module + " is", connection -> {
                Pipeline pipeline = database.pipeline(Access.SERVICE, "").add(sql);
                try (Pipeline.Answers answers = pipeline.send(connection).skip(1)) {
                    return answers.rows(row -> row.getString(1)).stream().findFirst();
                }
            });
        } catch (StoreException e) {
            if (e.fault().kind() == Fault.Kind.BROKEN) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static @Nullable String standing(ControlRecord record) {
        return record.standing().orElse(null);
    }

    private Pipeline locked() {
        return database.pipeline(Access.MAINTENANCE, "")
                .add(Advisory.exclusive(module, database.config().lockTimeout()));
    }
}
