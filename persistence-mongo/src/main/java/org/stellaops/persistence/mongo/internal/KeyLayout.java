// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.IdKind;
import org.stellaops.persistence.entity.LegacyId;
import org.stellaops.persistence.entity.LegacyMapping;
import org.stellaops.persistence.entity.UnmappableException;
import org.stellaops.persistence.query.Sort;
import org.stellaops.persistence.value.Value;

/** The representation of an entity type's keys in documents: {@code _id}, filters, and order. */
final class KeyLayout {

    static final String ID = "_id";

    private final EntityType<?> type;
    private final LegacyMapping mapping;
    private final boolean isOfIdAlone;

    /** The layout of the keys of records. */
    KeyLayout(EntityType<?> type) {
        this(type, type.legacyMapping());
    }

    private KeyLayout(EntityType<?> type, LegacyMapping mapping) {
        this.type = type;
        this.mapping = mapping;
        this.isOfIdAlone = keyMembers().isEmpty();
    }

    /** The layout of the keys of tombstones. */
    static KeyLayout ofTombstones(EntityType<?> type) {
        return new KeyLayout(type, TombstoneKeys.of(type));
    }

    /** The {@code _id} of a key. MongoDB takes {@code {tenant, id}} and {@code {id, tenant}} for two different ids. */
    BsonValue id(RecordKey key) {
        return BsonIds.bson(mapping.idOf(key));
    }

    /** The filter that finds exactly this key; the member that names the tenant, if there is one, is part of it. */
    BsonDocument is(RecordKey key) {
        BsonDocument filter = new BsonDocument(ID, id(key));
        tenantMember().ifPresent(it -> filter.append(it, tenantValue(key.tenantOrEmpty())));
        return filter;
    }

    /** The filter that finds exactly these keys, which are of one tenant. */
    BsonDocument in(List<RecordKey> asked) {
        BsonArray ids = new BsonArray(asked.stream().map(this::id).toList());
        BsonDocument filter = new BsonDocument(ID, new BsonDocument("$in", ids));
        tenantMember()
                .ifPresent(it -> filter.append(it, tenantValue(asked.get(0).tenantOrEmpty())));
        return filter;
    }

    /** The member beside {@code _id} that names the tenant; empty if none does. */
    Optional<String> tenantMember() {
        return mapping.tenantPath().filter(it -> !it.startsWith(ID + "."));
    }

    /** The key of an {@code _id} that is a text; empty if it is none, or is made of more than that. */
    Optional<RecordKey> keyOfText(String id) {
        if (!isOfIdAlone) {
            return Optional.empty();
        }
        try {
            return Optional.of(mapping.keyOf(new LegacyId.Scalar(Value.of(id)), name -> Optional.empty()));
        } catch (IllegalArgumentException | UnmappableException e) {
            return Optional.empty();
        }
    }

    /** The members beside {@code _id} that a key is made of. */
    List<String> keyMembers() {
        return Stream.concat(Stream.of(mapping.idPath()), mapping.tenantPath().stream())
                .filter(it -> !it.equals(ID) && !it.startsWith(ID + "."))
                .map(it -> it.split("\\.", 2)[0])
                .distinct()
                .toList();
    }

    /**
     * The key of a document.
     *
     * @throws UnmappableException if its {@code _id} is no key of this entity type
     */
    RecordKey keyOf(RawBsonDocument raw) {
        LegacyId id = BsonIds.idOf(raw, ID);
        RecordKey key;
        try {
            key = mapping.keyOf(id, name -> BsonReading.member(raw, name));
        } catch (IllegalArgumentException e) {
            throw UnmappableException.ofKey(ID, e);
        }
        if (id instanceof LegacyId.Compound it && !namesOf(it).equals(namesOf(mapping.idOf(key)))) {
            throw new UnmappableException(
                    UnmappableException.Problem.KEY,
                    ID,
                    "has its members in another order than " + namesOf(mapping.idOf(key)) + ", so it is another _id");
        }
        return key;
    }

    /** As {@link #keyOf(RawBsonDocument)}. */
    RecordKey keyOf(PlainDocument document) {
        try {
            return mapping.keyOf(
                    new LegacyId.Scalar(document.id()),
                    name -> name.equals(ID)
                            ? Optional.of(document.id())
                            : document.members().find(name));
        } catch (IllegalArgumentException e) {
            throw UnmappableException.ofKey(ID, e);
        }
    }

    /** Whether a document is of one of these tenants, or may be because its key cannot be read. */
    boolean mayBeOf(RawBsonDocument raw, Predicate<String> tenants) {
        try {
            return keyOf(raw).tenant().filter(tenants).isPresent();
        } catch (UnmappableException e) {
            return true;
        }
    }

    /** Whether the statements on a key find this document, whose key it is. */
    boolean finds(RecordKey key, RawBsonDocument raw) {
        try {
            return BsonIds.idOf(raw, ID).text().equals(mapping.idOf(key).text());
        } catch (IllegalArgumentException e) {
            // No text stands for such an _id, so that only the values themselves can be compared.
            return id(key).equals(raw.get(ID));
        }
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

    /** The keys after this one; all keys if empty. */
    BsonDocument behind(Optional<RecordKey> after) {
        return after.map(it -> side(it, "$gt", "$gt")).orElseGet(BsonDocument::new);
    }

    /** The keys up to this one, itself among them; all keys if empty. */
    BsonDocument upTo(Optional<RecordKey> last) {
        return last.map(it -> side(it, "$lt", "$lte")).orElseGet(BsonDocument::new);
    }

    /** The members that a key is made of, and nothing else. */
    BsonDocument projection() {
        BsonDocument projection = new BsonDocument(ID, new BsonInt32(1));
        keyMembers().forEach(it -> projection.append(it, new BsonInt32(1)));
        return projection;
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
        mapping.tenantPath().ifPresent(path -> filter.append(path, tenantValue(tenant.orElseThrow())));
        return filter;
    }

    /**
     * The documents whose {@code _id} has a BSON type of this entity type's ids. MongoDB orders ids of other types before or
     * behind all of these, where the order of keys knows no place for them.
     */
    BsonDocument withTypedId() {
        BsonDocument filter = new BsonDocument();
        mapping.tenantPath()
                .flatMap(path -> typeOf(mapping.tenantKind()).map(it -> new BsonDocument(path, it)))
                .ifPresent(filter::putAll);
        typeOf(type.idKind()).ifPresent(it -> filter.append(mapping.idPath(), it));
        return filter;
    }

    /** All documents except those of {@link #withTypedId}; empty if there are no others. */
    Optional<BsonDocument> withOtherId() {
        BsonDocument typed = withTypedId();
        return typed.isEmpty()
                ? Optional.empty()
                : Optional.of(new BsonDocument("$nor", new BsonArray(List.of(typed))));
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

    /** The filter of ids that compare so with the one that the text of a key names. */
    BsonDocument compared(String operator, String idText, Optional<String> tenant) {
        BsonValue bound = idValue(new RecordKey(tenant.orElse(null), idText));
        return operator.equals("$eq") || type.idKind() != IdKind.MIXED
                ? new BsonDocument(mapping.idPath(), new BsonDocument(operator, bound))
                : IdOrder.range(mapping.idPath(), operator, bound);
    }

    /** The keys of one tenant, or of a global type, from one to another. */
    BsonDocument between(RecordKey first, RecordKey last) {
        return ConditionFilters.all(List.of(
                of(first.tenant()),
                compared("$gte", first.id(), first.tenant()),
                compared("$lte", last.id(), last.tenant())));
    }

    /**
     * The keys on one side of a key.
     *
     * @param ofTenants how the tenants of other tenants' keys compare with that of the key
     * @param ofIds how the ids of its own tenant compare with its id
     */
    private BsonDocument side(RecordKey key, String ofTenants, String ofIds) {
        BsonDocument ids = compared(ofIds, key.id(), key.tenant());
        return mapping.tenantPath()
                .map(path -> {
                    BsonValue tenant = tenantValue(key.tenantOrEmpty());
                    BsonDocument same = new BsonDocument(path, tenant);
                    same.putAll(ids);
                    BsonDocument others = new BsonDocument(path, new BsonDocument(ofTenants, tenant));
                    return new BsonDocument("$or", new BsonArray(List.of(others, same)));
                })
                .orElse(ids);
    }

    /** The value at the id path for this key. */
    private BsonValue idValue(RecordKey key) {
        if (!mapping.idPath().startsWith(ID)) {
            return BsonWriting.of(type.idKind().valueOf(key));
        }
        BsonDocument document = new BsonDocument(ID, id(key));
        String[] names = mapping.idPath().split("\\.", -1);
        for (int i = 0; i < names.length - 1; i++) {
            document = document.getDocument(names[i]);
        }
        return Objects.requireNonNull(document.get(names[names.length - 1]), "the path of ids leads to no id");
    }

    private BsonValue tenantValue(String tenant) {
        return BsonWriting.of(mapping.tenantValue(tenant));
    }

    private static List<String> namesOf(LegacyId id) {
        return id instanceof LegacyId.Compound it
                ? it.members().stream().map(LegacyId.Member::name).toList()
                : new ArrayList<>();
    }

    private static Optional<BsonDocument> typeOf(IdKind kind) {
        Optional<String> name = switch (kind) {
            case TEXT -> Optional.of("string");
            case UUID, UUID_LEGACY -> Optional.of("binData");
            case OBJECT_ID -> Optional.of("objectId");
            case NUMBER -> Optional.of("number");
            case MIXED -> Optional.empty();
        };
        return name.map(it -> new BsonDocument("$type", new BsonString(it)));
    }
}
