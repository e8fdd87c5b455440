// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonValue;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.FieldType;
import org.stellaops.persistence.entity.IndexDef;
import org.stellaops.persistence.entity.LegacyFields;
import org.stellaops.persistence.spi.StoredIndex;

/** The indexes of a collection in the words of its entity type, and back. Pure. */
final class IndexedPaths {

    private final EntityType<?> type;
    private final Map<String, String> fieldsByPath = new HashMap<>();
    private final Map<String, String> pathsByField = new HashMap<>();

    IndexedPaths(EntityType<?> type) {
        this.type = type;
        add(type.idField(), KeyLayout.ID);
        add(type.idField(), type.legacyMapping().idPath());
        for (FieldDef field : type.fields()) {
            type.legacyMapping().path(field).ifPresent(path -> add(field, path));
        }
    }

    private void add(FieldDef field, String path) {
        if (field.type() instanceof FieldType.Child it) {
            Optional<LegacyFields> rows = type.legacyMapping().rows(field);
            it.columns()
                    .forEach(column -> rows.flatMap(row -> row.path(column))
                            .ifPresent(inner -> add(field.name() + "." + column.name(), path + "." + inner)));
        } else if (field.type() instanceof FieldType.ChildValues) {
            add(field.name() + ".value", path);
        } else {
            add(field.name(), path);
        }
    }

    private void add(String field, String path) {
        fieldsByPath.put(path, field);
        pathsByField.put(field, path);
    }

    /** An index as the server lists it. */
    StoredIndex index(BsonDocument held) {
        BsonDocument keys = held.getDocument("key");
        Optional<String> tenant = type.legacyMapping().tenantPath();
        boolean ofTenant = tenant.isEmpty() || keys.getFirstKey().equals(tenant.get());
        List<StoredIndex.Key> named = new ArrayList<>();
        keys.forEach((path, order) -> {
            if (tenant.isEmpty()
                    || !path.equals(tenant.get())
                    || !keys.getFirstKey().equals(path)) {
                named.add(key(path, order));
            }
        });
        return new StoredIndex(
                held.getString("name").getValue(),
                named,
                ofTenant,
                BsonBoolean.TRUE.equals(held.get("unique")),
                held.containsKey("partialFilterExpression") || BsonBoolean.TRUE.equals(held.get("sparse")),
                keys.values().stream().allMatch(BsonValue::isNumber) && !CollectionFacts.isCollated(held),
                true);
    }

    private StoredIndex.Key key(String path, BsonValue order) {
        Optional<String> field = Optional.ofNullable(fieldsByPath.get(path));
        boolean descending = order.isNumber() && order.asNumber().doubleValue() < 0;
        return new StoredIndex.Key(field.orElse(path), field.isPresent(), descending);
    }

    /** Empty if there is none; that of a member of a JSON field begins with the path of the field. */
    private String pathOf(String field) {
        String known = pathsByField.get(field);
        if (known != null) {
            return known;
        }
        int dot = field.indexOf('.');
        String json = dot < 0 ? null : pathsByField.get(field.substring(0, dot));
        return json == null ? "" : json + field.substring(dot);
    }

    /** The command that makes an index; empty if MongoDB has no path to one of its fields. */
    String command(IndexDef index) {
        BsonDocument keys = new BsonDocument();
        type.legacyMapping().tenantPath().ifPresent(it -> keys.append(it, new BsonInt32(1)));
        for (IndexDef.Key key : index.keys()) {
            String path = pathOf(key.field());
            if (path.isEmpty()) {
                return "";
            }
            keys.append(path, new BsonInt32(key.descending() ? -1 : 1));
        }
        String collection = type.collection().replace("\\", "\\\\").replace("\"", "\\\"");
        return "db.getCollection(\"" + collection + "\").createIndex(" + keys.toJson() + ", {\"name\": \""
                + index.name() + "\"})";
    }
}
