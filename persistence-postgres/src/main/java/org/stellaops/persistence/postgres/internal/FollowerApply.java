// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    private final TableSchema shape;
    private final Database database;
    private final RowWrites rows;
    private final String fencedUpsert;
    private final String heldStates;

    FollowerApply(TableSchema shape, Database database) {
        this.shape = shape;
        this.database = database;
        this.rows = new RowWrites(shape);
        this.fencedUpsert = fencedUpsert();
        this.heldStates = "SELECT s.tenant, s.id, s.version, s.token, s.hash, s.deleted FROM " + shape.syncState()
                + " s JOIN json_to_recordset(?::json) AS x(t text, i text) ON s.entity = " + shape.entity()
                + " AND s.tenant = x.t AND s.id = x.i";
    }

    /**
     * The answers to the images, in order.
     *
     * @throws StatementRejection if the server rejects one of them; then none is applied
     */
    List<ApplyAnswer> apply(Access access, String tenant, List<? extends Image> images, long senderEpoch) {
        return database.transaction(
                access,
                "applying " + images.size() + " image(s) of " + shape.type(),
                connection -> Outcome.commit(applyIn(connection, access, tenant, images, senderEpoch)));
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
                .add(
                        "UPDATE " + shape.syncState() + " SET evicted = true WHERE entity = " + shape.entity()
                                + " AND tenant = ? AND id = ? AND version = ? AND token IS NOT DISTINCT FROM ? AND NOT"
                                + " deleted AND " + follows(),
                        key.tenantOrEmpty(),
                        key.id(),
                        stamp.version(),
                        stamp.token(),
                        senderEpoch);
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

    private List<ApplyAnswer> applyIn(
            Connection connection, Access access, String tenant, List<? extends Image> images, long senderEpoch)
            throws SQLException {
        Pipeline pipeline = database.pipeline(access, tenant)
                .add(Advisory.shared(shape.type().module()))
                .add(ControlRows.select(shape))
                .add(fencedUpsert, images(images), senderEpoch);
        ControlRecord control;
        Set<RecordKey> accepted;
        try (Pipeline.Answers answers = pipeline.send(connection).skip(2)) {
            control = ControlRows.of(answers.rows(ControlRows::read));
            accepted = new HashSet<>(answers.rows(row -> TableSchema.key(row.getString(1), row.getString(2))));
        }
        if (control.leads() || senderEpoch < control.epoch()) {
            return images.stream()
                    .<ApplyAnswer>map(it -> new ApplyAnswer.OutOfDate())
                    .toList();
        }
        writeRows(connection, images, accepted);
        Map<RecordKey, TargetState> held = accepted.size() == images.size() ? Map.of() : held(connection, images);
        return images.stream()
                .map(it -> accepted.contains(it.key()) ? new ApplyAnswer.Applied() : answer(held.get(it.key()), it))
                .toList();
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
        if (present.isEmpty() && deleted.isEmpty()) {
            return;
        }
        Pipeline pipeline = new Pipeline();
        if (!deleted.isEmpty()) {
            rows.remove(pipeline, deleted);
        }
        if (!present.isEmpty()) {
            rows.put(pipeline, present);
        }
        pipeline.send(connection).close();
    }

    private Map<RecordKey, TargetState> held(Connection connection, List<? extends Image> images) throws SQLException {
        Map<RecordKey, TargetState> held = new HashMap<>();
        Pipeline pipeline = new Pipeline()
                .add(heldStates, RowWrites.keys(images.stream().map(Image::key).toList()));
        try (Pipeline.Answers answers = pipeline.send(connection)) {
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

    private static ApplyAnswer answer(@org.jspecify.annotations.Nullable TargetState held, Image image) {
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

    /** One parameter: the sender's epoch. A module without a record follows. */
    private String follows() {
        return "NOT EXISTS (SELECT FROM " + shape.syncControl() + " WHERE leads OR epoch > ?)";
    }

    private String fencedUpsert() {
        // In key order, so that two batches cannot deadlock.
        return "INSERT INTO " + shape.syncState()
                + " AS s (entity, tenant, id, version, token, hash, deleted, evicted) SELECT " + shape.entity()
                + ", x.t, x.i, x.v, x.k, x.h, x.d, false FROM json_to_recordset(?::json) AS x(t text, i text, v bigint,"
                + " k text, h text, d boolean) WHERE " + follows()
                + " ORDER BY x.t COLLATE \"C\", x.i COLLATE \"C\" ON CONFLICT (entity, tenant, id) DO UPDATE SET"
                + " version = excluded.version, token = excluded.token, hash = excluded.hash, deleted ="
                + " excluded.deleted, evicted = false WHERE s.version < excluded.version OR (s.evicted AND s.version ="
                + " excluded.version AND s.token IS NOT DISTINCT FROM excluded.token) RETURNING s.tenant, s.id";
    }

    private static String images(List<? extends Image> images) {
        return RowWrites.array(json -> {
            for (Image image : images) {
                writeImage(json, image);
            }
        });
    }

    private static void writeImage(JsonGenerator json, Image image) throws IOException {
        json.writeStartObject();
        json.writeStringField("t", image.key().tenantOrEmpty());
        json.writeStringField("i", image.key().id());
        json.writeNumberField("v", image.stamp().version());
        json.writeStringField("k", image.stamp().token());
        json.writeStringField("h", image instanceof Image.Present it ? it.hash().hex() : null);
        json.writeBooleanField("d", image instanceof Image.Tombstone);
        json.writeEndObject();
    }
}
