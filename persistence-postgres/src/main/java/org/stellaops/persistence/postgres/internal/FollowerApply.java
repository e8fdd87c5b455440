// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.postgres.internal.Database.Access;
import org.stellaops.persistence.postgres.internal.Database.Outcome;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.TargetState;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;

/** Protocol section 3.3: the transaction in which images of distinct keys are applied. */
final class FollowerApply {

    // The offset keeps the planner from another way than looking up each key.
    private static final String HELD = """
            SELECT s.tenant, s.id, s.version, s.token, s.hash, s.deleted
            FROM unnest(?::text[], ?::text[]) AS x(t, i)
            CROSS JOIN LATERAL (
                SELECT h.* FROM {state} h WHERE h.entity = {entity} AND h.tenant = x.t AND h.id = x.i OFFSET 0
            ) s
            """;

    /** The last parameter is the sender's epoch. A module without a control record follows. */
    private static final String EVICT = """
            UPDATE {state} SET evicted = true
            WHERE {exactly} AND NOT deleted
              AND NOT EXISTS (SELECT FROM {control} WHERE module = {module} AND (leads OR epoch > ?))
            """;

    /** As in {@link #EVICT}. In key order, so that two batches cannot deadlock. */
    private static final String UPSERT = """
            INSERT INTO {state} AS s (entity, tenant, id, version, token, hash, deleted, evicted)
            SELECT {entity}, x.t, x.i, x.v::bigint, x.k, x.h, x.d::boolean, false
            FROM {relation} AS x(t, i, v, k, h, d)
            WHERE NOT EXISTS (SELECT FROM {control} WHERE module = {module} AND (leads OR epoch > ?))
            ORDER BY x.t COLLATE "C", x.i COLLATE "C"
            ON CONFLICT (entity, tenant, id) DO UPDATE
            SET version = excluded.version, token = excluded.token, hash = excluded.hash,
                deleted = excluded.deleted, evicted = false
            WHERE s.version < excluded.version
               OR (s.evicted AND s.version = excluded.version AND s.token IS NOT DISTINCT FROM excluded.token)
            RETURNING s.tenant, s.id
            """;

    private final TableSchema shape;
    private final Database database;
    private final RowWrites rows;
    private final String lock;
    private final Map<Boolean, String> upserts = new ConcurrentHashMap<>();

    FollowerApply(TableSchema shape, Database database) {
        this.shape = shape;
        this.database = database;
        this.rows = new RowWrites(shape);
        this.lock = Advisory.sharedLock(shape.type().module());
    }

    /**
     * The answers to the images, in order.
     *
     * @throws StatementRejection if the server rejects one of them; then none is applied
     */
    List<ApplyAnswer> apply(Access access, String tenant, List<? extends Image> images, long senderEpoch) {
        String what = "applying " + images.size() + " image(s) of " + shape.type();
        return images.size() == 1
                ? List.of(applyAtOnce(access, tenant, images.get(0), senderEpoch, what))
                : database.transaction(
                        access,
                        what,
                        connection -> Outcome.commit(applyIn(connection, access, tenant, images, senderEpoch)));
    }

    /** One round trip, and another if the fence holds: what it compared with stays at least as new. */
    private ApplyAnswer applyAtOnce(Access access, String tenant, Image image, long senderEpoch, String what) {
        List<Image> images = List.of(image);
        Fenced fenced = database.changeAtOnce(access, what, connection -> {
            Pipeline pipeline = begin(access, tenant, images, senderEpoch);
            addRows(pipeline, image);
            try (Pipeline.Answers answers = pipeline.send(connection).skip(1)) {
                return fenced(answers);
            }
        });
        if (fenced.isOutOfDate(senderEpoch)) {
            return new ApplyAnswer.OutOfDate();
        } else if (!fenced.accepted().isEmpty()) {
            return new ApplyAnswer.Applied();
        }
        TargetState held = database.read(
                        access, what, connection -> held(connection, database.pipeline(access, tenant), 1, images))
                .get(image.key());
        // A tombstone that held it off may have been removed meanwhile.
        return held == null ? applyAtOnce(access, tenant, image, senderEpoch, what) : answer(held, image);
    }

    private void addRows(Pipeline pipeline, Image image) {
        WriteGuard guard = WriteGuard.stateWritten(shape, image.key());
        if (image instanceof Image.Present it) {
            rows.put(pipeline, it.key(), it.content(), guard);
        } else {
            rows.remove(pipeline, List.of(image.key()), guard);
        }
    }

    /** Section 8: the holder is evicted and the image applied in one transaction. */
    ApplyAnswer applyEvicting(String tenant, Image.Present image, long senderEpoch, ApplyAnswer.Holder holder) {
        return database.transaction(
                        Access.SERVICE,
                        "applying an image of " + shape.type() + " in place of " + holder.key(),
                        connection -> {
                            if (!evict(connection, tenant, holder, senderEpoch)) {
                                return Outcome.rollBack(Optional.<ApplyAnswer>empty());
                            }
                            ApplyAnswer answer = applyIn(
                                            connection, Access.SERVICE, tenant, List.of(image), senderEpoch)
                                    .get(0);
                            boolean applied = answer instanceof ApplyAnswer.Applied;
                            return applied
                                    ? Outcome.commit(Optional.of(answer))
                                    : Outcome.rollBack(Optional.of(answer));
                        })
                .orElseGet(() -> apply(Access.SERVICE, tenant, List.of(image), senderEpoch)
                        .get(0));
    }

    private boolean evict(Connection connection, String tenant, ApplyAnswer.Holder holder, long senderEpoch)
            throws SQLException {
        RecordKey key = holder.key();
        VersionStamp stamp = holder.stamp();
        Pipeline pipeline = database.pipeline(Access.SERVICE, tenant)
                .add(Advisory.shared(shape.type().module()))
                .add(shape.sql(EVICT), key.tenantOrEmpty(), key.id(), stamp.version(), stamp.token(), senderEpoch);
        try (Pipeline.Answers answers = pipeline.send(connection).skip(2)) {
            if (answers.count() == 0) {
                return false;
            }
        }
        Pipeline removal = new Pipeline();
        rows.remove(removal, List.of(key));
        try (Pipeline.Answers answers = removal.send(connection)) {
            return answers.count() == 1;
        }
    }

    /** The answers to images of distinct keys, in a transaction of the caller. */
    List<ApplyAnswer> applyIn(
            Connection connection, Access access, String tenant, List<? extends Image> images, long senderEpoch)
            throws SQLException {
        Fenced fenced;
        try (Pipeline.Answers answers =
                begin(access, tenant, images, senderEpoch).send(connection).skip(1)) {
            fenced = fenced(answers);
        }
        if (fenced.isOutOfDate(senderEpoch)) {
            return images.stream()
                    .<ApplyAnswer>map(it -> new ApplyAnswer.OutOfDate())
                    .toList();
        }
        Set<RecordKey> accepted = fenced.accepted();
        writeRows(connection, images, accepted);
        Map<RecordKey, TargetState> held =
                accepted.size() == images.size() ? Map.of() : held(connection, new Pipeline(), 0, images);
        return images.stream()
                .map(it -> accepted.contains(it.key()) ? new ApplyAnswer.Applied() : answer(held.get(it.key()), it))
                .toList();
    }

    private Pipeline begin(Access access, String tenant, List<? extends Image> images, long senderEpoch) {
        TextRows states = new TextRows(6);
        images.forEach(it -> states.add(state(it)));
        List<@Nullable Object> parameters = states.parameters();
        parameters.add(senderEpoch);
        return database.lockedPipeline(access, tenant, lock)
                .add(ControlRows.select(shape))
                .add(
                        upserts.computeIfAbsent(
                                states.isOne(), it -> shape.sql(UPSERT, Map.of("relation", states.relation()))),
                        parameters.toArray());
    }

    /** What the fence did: the control record, and the keys of the images that are newer than what was there. */
    private record Fenced(ControlRecord control, Set<RecordKey> accepted) {

        boolean isOutOfDate(long senderEpoch) {
            return FollowerApply.isOutOfDate(control, senderEpoch);
        }
    }

    /** Whether a store with this control record accepts nothing from a sender of this epoch. */
    static boolean isOutOfDate(ControlRecord control, long senderEpoch) {
        return control.leads() || senderEpoch < control.epoch();
    }

    private static Fenced fenced(Pipeline.Answers answers) throws SQLException {
        ControlRecord control = ControlRows.of(answers.rows(ControlRows::read));
        return new Fenced(
                control, new HashSet<>(answers.rows(row -> TableSchema.key(row.getString(1), row.getString(2)))));
    }

    private void writeRows(Connection connection, List<? extends Image> images, Set<RecordKey> accepted)
            throws SQLException {
        Map<RecordKey, Struct> present = new LinkedHashMap<>();
        List<RecordKey> deleted = new ArrayList<>();
        for (Image image : images) {
            if (accepted.contains(image.key())) {
                if (image instanceof Image.Present it) {
                    present.put(it.key(), it.content());
                } else {
                    deleted.add(image.key());
                }
            }
        }
        Pipeline first = new Pipeline();
        if (!deleted.isEmpty()) {
            rows.remove(first, deleted);
        }
        rows.putMany(connection, first, present).run(connection);
    }

    private Map<RecordKey, TargetState> held(
            Connection connection, Pipeline pipeline, int before, List<? extends Image> images) throws SQLException {
        Map<RecordKey, TargetState> held = new HashMap<>();
        List<String> tenants =
                images.stream().map(it -> it.key().tenantOrEmpty()).toList();
        List<String> ids = images.stream().map(it -> it.key().id()).toList();
        pipeline.add(shape.sql(HELD), ArrayParameter.of(tenants), ArrayParameter.of(ids));
        try (Pipeline.Answers answers = pipeline.send(connection).skip(before)) {
            answers.rows(row -> {
                String hash = row.getString(5);
                TargetState state = new TargetState(
                        new VersionStamp(row.getLong(3), row.getString(4)),
                        row.getBoolean(6),
                        Optional.ofNullable(hash).map(ContentHash::new),
                        java.util.OptionalLong.empty(),
                        false);
                return held.put(TableSchema.key(row.getString(1), row.getString(2)), state) == null;
            });
        }
        return held;
    }

    private static ApplyAnswer answer(@Nullable TargetState held, Image image) {
        if (held == null) {
            throw new IllegalStateException("the fence rejected key " + image.key() + ", which has no state");
        }
        boolean tombstone = image instanceof Image.Tombstone;
        if (!held.stamp().equals(image.stamp()) || held.deleted() != tombstone) {
            return new ApplyAnswer.Stale(held.stamp());
        }
        Optional<ContentHash> hash = image instanceof Image.Present it ? Optional.of(it.hash()) : Optional.empty();
        return held.storedHash().equals(hash) ? new ApplyAnswer.Same() : new ApplyAnswer.Differs(held.stamp());
    }

    private static List<@Nullable String> state(Image image) {
        return Arrays.asList(
                image.key().tenantOrEmpty(),
                image.key().id(),
                Long.toString(image.stamp().version()),
                image.stamp().token(),
                image instanceof Image.Present it ? it.hash().hex() : null,
                Boolean.toString(image instanceof Image.Tombstone));
    }
}
