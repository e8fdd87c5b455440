// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.IdKind;
import org.stellaops.persistence.entity.LegacyId;
import org.stellaops.persistence.entity.LegacyMapping;
import org.stellaops.persistence.entity.UnmappableException;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/**
 * The keys of tombstones where a member of the record's document names the tenant. A tombstone has no such member, so its
 * {@code _id} is {@code {tenant, id}}.
 */
final class TombstoneKeys implements LegacyMapping {

    private static final String ID = "_id";
    private static final String TENANT = "tenant";
    private static final String INNER = "id";

    private final LegacyMapping records;

    private TombstoneKeys(LegacyMapping records) {
        this.records = records;
    }

    /** The keys of the tombstones of an entity type. */
    static LegacyMapping of(EntityType<?> type) {
        LegacyMapping records = type.legacyMapping();
        boolean isMember =
                records.tenantPath().filter(it -> !it.startsWith("_id.")).isPresent();
        return isMember ? new TombstoneKeys(records) : records;
    }

    @Override
    public LegacyId idOf(RecordKey key) {
        return new LegacyId.Compound(List.of(
                new LegacyId.Member(TENANT, new LegacyId.Scalar(records.tenantValue(key.tenantOrEmpty()))),
                new LegacyId.Member(INNER, records.idOf(key))));
    }

    @Override
    public RecordKey keyOf(LegacyId id, Function<String, Optional<Value>> members) {
        if (id instanceof LegacyId.Compound it
                && it.members().size() == 2
                && it.members().get(0).name().equals(TENANT)
                && it.members().get(1).name().equals(INNER)) {
            return records.keyOf(
                    it.members().get(1).value(),
                    name -> Optional.of(it.members().get(0).value().value()));
        }
        throw new UnmappableException(ID, "is not a document of tenant and id");
    }

    @Override
    public Value toId(RecordKey key) {
        return idOf(key).value();
    }

    @Override
    public RecordKey fromId(Value id) {
        return keyOf(LegacyId.of(id), name -> Optional.empty());
    }

    @Override
    public Optional<String> tenantPath() {
        return Optional.of(ID + "." + TENANT);
    }

    @Override
    public String idPath() {
        return ID + "." + INNER;
    }

    @Override
    public IdKind tenantKind() {
        return records.tenantKind();
    }

    @Override
    public Value tenantValue(String tenant) {
        return records.tenantValue(tenant);
    }

    @Override
    public Struct toDocument(RecordKey key, Struct content) {
        throw new UnsupportedOperationException("a tombstone has no content");
    }

    @Override
    public Struct fromDocument(RecordKey key, Struct document) {
        throw new UnsupportedOperationException("a tombstone has no content");
    }

    @Override
    public Optional<String> path(FieldDef field) {
        return Optional.empty();
    }
}
