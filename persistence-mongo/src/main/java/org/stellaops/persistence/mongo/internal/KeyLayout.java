package org.stellaops.persistence.mongo.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.LegacyMapping;
import org.stellaops.persistence.entity.UnmappableException;
import org.stellaops.persistence.query.Sort;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** How the keys of an entity type stand in documents: as {@code _id}, as filters, and as an order. */
final class KeyLayout {

    static final String ID = "_id";

    private final EntityType<?> type;
    private final LegacyMapping mapping;

    KeyLayout(EntityType<?> type) {
        this.type = type;
        this.mapping = type.legacyMapping();
    }

    /**
     * The {@code _id} of a key. MongoDB takes {@code {tenant, id}} and {@code {id, tenant}} for two different ids, so the
     * member that names the tenant always comes first, then the others in the byte order of their names.
     */
    BsonValue id(RecordKey key) {
        Value id = mapping.toId(key);
        return id instanceof Struct it ? tenantFirst(it) : BsonWriting.of(id);
    }

    /** The filter that finds exactly this key. */
    BsonDocument is(RecordKey key) {
        return new BsonDocument(ID, id(key));
    }

    /**
     * The key of a document.
     *
     * @throws UnmappableException if its {@code _id} is no key of this entity type
     */
    RecordKey keyOf(RawBsonDocument raw) {
        Value id = BsonReading.member(raw, ID).orElseThrow(() -> new UnmappableException(ID, "is missing"));
        RecordKey key = keyOf(id);
        if (id instanceof Struct it && !namesOf(tenantFirst(it)).equals(namesOf(raw.getDocument(ID)))) {
            throw new UnmappableException(
                    ID, "has its members in another order than " + namesOf(tenantFirst(it)) + ", so it is another _id");
        }
        return key;
    }

    /** The {@code _id} as text, for reports. */
    static String textOf(RawBsonDocument raw) {
        BsonValue id = raw.get(ID);
        return id == null ? "(no _id)" : new BsonDocument(ID, id).toJson();
    }

    /** The order of keys. */
    BsonDocument order() {
        BsonDocument order = new BsonDocument();
        mapping.tenantPath().ifPresent(path -> order.append(path, new BsonInt32(1)));
        return order.append(mapping.idPath(), new BsonInt32(1));
    }

    /** The order of a listing within one tenant. */
    BsonDocument order(List<Sort> sorts) {
        BsonDocument order = new BsonDocument();
        for (Sort sort : sorts) {
            int direction = sort.direction() == Sort.Direction.ASCENDING ? 1 : -1;
            order.append(pathOf(sort.field()), new BsonInt32(direction));
        }
        return order;
    }

    /** The keys behind this one; every key for none. */
    BsonDocument behind(Optional<RecordKey> after) {
        return after.map(this::behind).orElseGet(BsonDocument::new);
    }

    /** The records of a tenant, or of a global type. */
    BsonDocument of(Optional<String> tenant) {
        if (tenant.isPresent() != mapping.tenantPath().isPresent()) {
            throw new IllegalArgumentException(type
                    + (tenant.isPresent()
                            ? " is global: a listing must not name a tenant"
                            : " is tenant-scoped: a listing must name a tenant"));
        }
        BsonDocument filter = new BsonDocument();
        mapping.tenantPath().ifPresent(path -> filter.append(path, new BsonString(tenant.orElseThrow())));
        return filter;
    }

    /**
     * The documents whose {@code _id} has the BSON type of this entity type's ids. MongoDB orders ids of other types before
     * or behind all of these, where the order of keys knows no place for them.
     */
    BsonDocument defaults() {
        BsonDocument filter = new BsonDocument();
        mapping.tenantPath().ifPresent(path -> filter.append(path, ofType("string")));
        return filter.append(
                mapping.idPath(),
                ofType(
                        switch (type.idKind()) {
                            case TEXT -> "string";
                            case UUID -> "binData";
                            case OBJECT_ID -> "objectId";
                        }));
    }

    /** All documents but the {@link #defaults} ones. */
    BsonDocument unusual() {
        return new BsonDocument("$nor", new BsonArray(List.of(defaults())));
    }

    /** The path of a field, or of the id. */
    String pathOf(String field) {
        return field.equals(type.idField())
                ? mapping.idPath()
                : type.field(field)
                        .flatMap(mapping::path)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "field " + field + " of " + type + " cannot be queried in legacy documents"));
    }

    private RecordKey keyOf(Value id) {
        try {
            return mapping.fromId(id);
        } catch (IllegalArgumentException e) {
            throw new UnmappableException(ID, "is no key of this entity type");
        }
    }

    private BsonDocument behind(RecordKey after) {
        BsonDocument behindId = new BsonDocument(mapping.idPath(), new BsonDocument("$gt", idValue(after)));
        return mapping.tenantPath()
                .map(path -> {
                    BsonString tenant = new BsonString(after.tenantOrEmpty());
                    BsonDocument same = new BsonDocument(path, tenant);
                    same.putAll(behindId);
                    BsonDocument later = new BsonDocument(path, new BsonDocument("$gt", tenant));
                    return new BsonDocument("$or", new BsonArray(List.of(later, same)));
                })
                .orElse(behindId);
    }

    /** What stands at the path of ids for this key. */
    private BsonValue idValue(RecordKey key) {
        if (!mapping.idPath().startsWith(ID)) {
            return BsonWriting.of(type.idKind().valueOf(key));
        }
        BsonDocument document = is(key);
        String[] names = mapping.idPath().split("\\.", -1);
        for (int i = 0; i < names.length - 1; i++) {
            document = document.getDocument(names[i]);
        }
        return Objects.requireNonNull(document.get(names[names.length - 1]), "the path of ids leads to no id");
    }

    private BsonDocument tenantFirst(Struct id) {
        BsonDocument sorted = BsonWriting.document(id);
        String tenant = mapping.tenantPath().orElse("").replaceFirst("^_id\\.", "");
        BsonDocument ordered = new BsonDocument();
        if (sorted.containsKey(tenant)) {
            ordered.append(tenant, sorted.get(tenant));
        }
        for (Map.Entry<String, BsonValue> member : sorted.entrySet()) {
            ordered.put(member.getKey(), member.getValue());
        }
        return ordered;
    }

    private static List<String> namesOf(BsonDocument document) {
        return new ArrayList<>(document.keySet());
    }

    private static BsonDocument ofType(String name) {
        return new BsonDocument("$type", new BsonString(name));
    }
}
