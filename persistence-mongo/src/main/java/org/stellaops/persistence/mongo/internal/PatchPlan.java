// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.stellaops.persistence.Limits;
import org.stellaops.persistence.Patch;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.FieldType;
import org.stellaops.persistence.entity.LegacyMapping;
import org.stellaops.persistence.entity.LegacyMatch;
import org.stellaops.persistence.entity.ScalarKind;
import org.stellaops.persistence.spi.LegacyPatch;
import org.stellaops.persistence.value.Texts;
import org.stellaops.persistence.value.Value;

/**
 * A patch as an update of a document: only of members that documents keep as the field has them, so that server and library compute
 * the same. Documents that hold such a member in another form are left to the caller.
 *
 * @param guards what a document must be for the update to be right
 * @param update the update
 */
record PatchPlan(BsonDocument guards, BsonDocument update) {

    /** The record is not measured: what such texts add is within {@link Limits#ROOM_OF_UPDATES}. */
    private static final int LONGEST_TEXT = 1_024;

    /** Values of the longest text that any unique key has room for. */
    private static final int VALUES_THAT_FIT = 3;

    /** Empty if there is no such update for the patch. */
    static Optional<PatchPlan> of(EntityType<?> type, LegacyPatch patch) {
        Building building = new Building(type);
        boolean fits = patch.patch().changes().entrySet().stream().allMatch(building::take);
        return fits ? Optional.of(building.plan(patch)) : Optional.empty();
    }

    private static final class Building {

        private final EntityType<?> type;
        private final BsonDocument set = new BsonDocument();
        private final BsonDocument unset = new BsonDocument();
        private final BsonDocument add = new BsonDocument();
        private final List<BsonDocument> guards = new ArrayList<>();

        private Building(EntityType<?> type) {
            this.type = type;
        }

        boolean take(Map.Entry<String, Patch.Change> entry) {
            FieldDef field = type.field(entry.getKey()).orElseThrow();
            Optional<String> path = plainPath(field);
            return path.isPresent()
                    && !mayOverfillUniqueKey(field)
                    && field.type() instanceof FieldType.Scalar scalar
                    && take(field, scalar.kind(), path.get(), entry.getValue());
        }

        /** The other values of the key are not known before the statement. */
        private boolean mayOverfillUniqueKey(FieldDef field) {
            return type.uniqueKeys().stream()
                    .filter(it -> it.fields().contains(field.name()))
                    .anyMatch(it -> it.fields().size() > VALUES_THAT_FIT);
        }

        private boolean take(FieldDef field, ScalarKind kind, String path, Patch.Change change) {
            if (change instanceof Patch.Change.Set it) {
                if (!isKeptAs(field, it.value()) || isLong(it.value())) {
                    return false;
                }
                set.append(path, BsonWriting.of(it.value()));
                guards.add(absentOr(path, typed(kind)));
                return true;
            } else if (change instanceof Patch.Change.Add it) {
                return add(field, kind, path, it.by());
            }
            unset.append(path, new BsonString(""));
            return true;
        }

        private boolean add(FieldDef field, ScalarKind kind, String path, long by) {
            boolean isInt = kind == ScalarKind.INT;
            if ((isInt && by != (int) by) || !isKeptAs(field, isInt ? Value.of(1) : Value.of(1L))) {
                return false;
            }
            add.append(path, number(isInt, by));
            long bound = isInt
                    ? (by >= 0 ? Integer.MAX_VALUE - by : Integer.MIN_VALUE - by)
                    : (by >= 0 ? Long.MAX_VALUE - by : Long.MIN_VALUE - by);
            guards.add(absentOr(path, typed(kind).append(by >= 0 ? "$lte" : "$gte", new BsonInt64(bound))));
            return true;
        }

        private static BsonValue number(boolean isInt, long by) {
            return isInt ? new BsonInt32((int) by) : new BsonInt64(by);
        }

        private Optional<String> plainPath(FieldDef field) {
            LegacyMapping mapping = type.legacyMapping();
            return mapping.path(field)
                    .filter(it -> !it.contains("."))
                    .filter(it -> mapping.isOrdered(field))
                    .filter(it -> mapping.matchMissing(field).equals(LegacyMatch.of(Value.Null.NULL)));
        }

        private boolean isKeptAs(FieldDef field, Value value) {
            return type.legacyMapping().match(field, value).equals(LegacyMatch.of(value));
        }

        private static boolean isLong(Value value) {
            return value instanceof Value.Bytes
                    || (value instanceof Value.Text it && Texts.utf8Length(it.value()) > LONGEST_TEXT);
        }

        private static BsonDocument typed(ScalarKind kind) {
            String name = switch (kind) {
                case TEXT -> "string";
                case INT -> "int";
                case LONG -> "long";
                case DOUBLE -> "double";
                case DECIMAL -> "decimal";
                case BOOL -> "bool";
                case INSTANT -> "date";
                case UUID, BYTES -> "binData";
            };
            return new BsonDocument("$type", new BsonString(name));
        }

        private static BsonDocument absentOr(String path, BsonDocument there) {
            return new BsonDocument(
                    "$or",
                    new BsonArray(
                            List.of(new BsonDocument(path, there), new BsonDocument(path, SyncFields.exists(false)))));
        }

        private PatchPlan plan(LegacyPatch patch) {
            set.append(SyncFields.TOKEN, new BsonString(patch.token()))
                    .append(SyncFields.PENDING, new BsonInt64(patch.epoch()));
            add.append(SyncFields.VERSION, new BsonInt64(1));
            unset.append(SyncFields.HASH, new BsonString("")).append(SyncFields.PROVISIONAL, new BsonString(""));
            guards.add(new BsonDocument(
                    SyncFields.VERSION, new BsonDocument("$gte", new BsonInt64(patch.lowestVersion()))));
            BsonDocument update =
                    new BsonDocument("$set", set).append("$inc", add).append("$unset", unset);
            return new PatchPlan(ConditionFilters.all(guards), update);
        }
    }
}
