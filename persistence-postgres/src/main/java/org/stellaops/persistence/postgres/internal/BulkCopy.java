// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.postgres.internal.Database.Access;
import org.stellaops.persistence.postgres.internal.Database.Outcome;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.CopyAnswer;
import org.stellaops.persistence.spi.CopyChunk;
import org.stellaops.persistence.spi.Image;

/**
 * Protocol section 3.3 for many records that are not there yet: one transaction, in which COPY stores the states and the rows of keys
 * without a state, and the statements of {@link FollowerApply} apply the rest.
 *
 * <p>COPY writes nothing over anything: a state, or a row, that another transaction stored meanwhile makes it fail with a unique
 * violation, which rolls everything back. The control record is read under its shared lock, which is held until the end.
 */
final class BulkCopy {

    /**
     * The first state from there on, in the order of its index: asked for any state between two keys, the server expects to meet one soon,
     * wherever it begins, and reads all states to find that there is none.
     */
    private static final String ANY_HELD = """
            SELECT EXISTS (
                SELECT FROM (
                    SELECT s.tenant, s.id FROM {state} s
                    WHERE s.entity = {entity} AND (s.tenant, s.id) >= (?, ?)
                    ORDER BY s.tenant, s.id LIMIT 1
                ) first
                WHERE (first.tenant, first.id) <= (?, ?)
            )""";

    // The offset keeps the planner from another way than looking up each key.
    private static final String HELD = """
            SELECT x.t, x.i
            FROM unnest(?::text[], ?::text[]) AS x(t, i)
            CROSS JOIN LATERAL (
                SELECT FROM {state} h WHERE h.entity = {entity} AND h.tenant = x.t AND h.id = x.i OFFSET 0
            ) s
            """;

    /** Images that one statement of {@link FollowerApply} takes. */
    private static final int APPLIED_AT_ONCE = 500;

    private static final int BUFFER = 1 << 18;

    private final TableSchema shape;
    private final Database database;
    private final FollowerApply follow;
    private final CopyTables tables;
    private final String lock;
    private volatile @Nullable Boolean fits;

    BulkCopy(TableSchema shape, Database database, FollowerApply follow) {
        this.shape = shape;
        this.database = database;
        this.follow = follow;
        this.tables = new CopyTables(shape);
        this.lock = Advisory.sharedLock(shape.type().module());
    }

    /**
     * Copies a chunk.
     *
     * @return empty if nothing was done, because these tables cannot be filled so, or the server rejected one of the images
     */
    Optional<CopyAnswer> copy(CopyChunk chunk) {
        if (chunk.images().size() < 2 || !fits()) {
            return Optional.empty();
        }
        String what = "copying " + chunk.images().size() + " record(s) of " + shape.type();
        try {
            return database.transaction(Access.MAINTENANCE, what, connection -> {
                Optional<CopyAnswer> answer = copyIn(connection, chunk);
                return answer.isPresent() ? Outcome.commit(answer) : Outcome.rollBack(answer);
            });
        } catch (StatementRejection e) {
            return Optional.empty();
        }
    }

    /** Asked once: column types and policies are not changed while data is moved. */
    private boolean fits() {
        Boolean known = fits;
        if (known == null) {
            known = database.read(
                    Access.MAINTENANCE,
                    "looking at the tables of " + shape.type(),
                    connection -> tables.fit(connection, database.pipeline(Access.MAINTENANCE, "")));
            fits = known;
        }
        return known;
    }

    private Optional<CopyAnswer> copyIn(Connection connection, CopyChunk chunk) throws SQLException {
        Set<RecordKey> held = new HashSet<>();
        try (Pipeline.Answers answers = begin(chunk).send(connection).skip(1)) {
            if (FollowerApply.isOutOfDate(ControlRows.of(answers.rows(ControlRows::read)), chunk.senderEpoch())) {
                return Optional.of(CopyAnswer.outOfDate(chunk));
            }
            if (answers.rows(row -> row.getBoolean(1)).get(0)) {
                held.addAll(held(connection, chunk.images()));
            }
        }
        if (held.size() == chunk.images().size()) {
            return Optional.empty();
        }
        List<Image.Present> fresh =
                chunk.images().stream().filter(it -> !held.contains(it.key())).toList();
        new CopyRows(shape, tables, new CopyBytes(BUFFER)).copy(connection, fresh);
        return Optional.of(
                held.isEmpty() ? allApplied(connection, chunk) : CopyAnswer.of(applyHeld(connection, chunk, held)));
    }

    private Pipeline begin(CopyChunk chunk) {
        RecordKey first = chunk.images().get(0).key();
        RecordKey last = first;
        for (Image image : chunk.images()) {
            first = image.key().compareTo(first) < 0 ? image.key() : first;
            last = image.key().compareTo(last) > 0 ? image.key() : last;
        }
        return database.lockedPipeline(Access.MAINTENANCE, "", lock)
                .add(ControlRows.select(shape))
                .add(shape.sql(ANY_HELD), first.tenantOrEmpty(), first.id(), last.tenantOrEmpty(), last.id());
    }

    private List<RecordKey> held(Connection connection, List<? extends Image> images) throws SQLException {
        List<String> tenants =
                images.stream().map(it -> it.key().tenantOrEmpty()).toList();
        List<String> ids = images.stream().map(it -> it.key().id()).toList();
        Pipeline pipeline = new Pipeline().add(shape.sql(HELD), ArrayParameter.of(tenants), ArrayParameter.of(ids));
        try (Pipeline.Answers answers = pipeline.send(connection)) {
            return answers.rows(row -> TableSchema.key(row.getString(1), row.getString(2)));
        }
    }

    private CopyAnswer allApplied(Connection connection, CopyChunk chunk) throws SQLException {
        ApplyAnswer[] answers = new ApplyAnswer[chunk.images().size()];
        Arrays.fill(answers, new ApplyAnswer.Applied());
        if (chunk.progress().isPresent()) {
            PostgresCheckpoints.saving(shape.type().module(), chunk.progress().get())
                    .send(connection)
                    .close();
        }
        return new CopyAnswer(List.of(answers), chunk.progress().isPresent());
    }

    private List<ApplyAnswer> applyHeld(Connection connection, CopyChunk chunk, Set<RecordKey> held)
            throws SQLException {
        List<Image.Present> images =
                chunk.images().stream().filter(it -> held.contains(it.key())).toList();
        Map<RecordKey, ApplyAnswer> answers = new HashMap<>();
        for (int i = 0; i < images.size(); i += APPLIED_AT_ONCE) {
            List<Image.Present> part = images.subList(i, Math.min(images.size(), i + APPLIED_AT_ONCE));
            List<ApplyAnswer> of = follow.applyIn(connection, Access.MAINTENANCE, "", part, chunk.senderEpoch());
            for (int j = 0; j < part.size(); j++) {
                answers.put(part.get(j).key(), of.get(j));
            }
        }
        List<ApplyAnswer> all = new ArrayList<>(chunk.images().size());
        for (Image image : chunk.images()) {
            all.add(
                    held.contains(image.key())
                            ? Objects.requireNonNull(answers.get(image.key()))
                            : new ApplyAnswer.Applied());
        }
        return all;
    }
}
