// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.preflight;

import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.spi.ForeignKey;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/**
 * A foreign key of the target as it looks in records: a field, within the tenant, that is the id of a record of another type.
 *
 * @param name its name
 * @param parent the type that is referred to
 * @param field the field that refers
 */
record ReferenceCheck(String name, EntityType<?> parent, String field) {

    private static final String TENANT = "tenant_id";

    /** What a foreign key means for records; empty if it is of another form, so that only the target can check it. */
    static Optional<ReferenceCheck> of(ForeignKey key, EntityType<?> type, List<EntityType<?>> types) {
        if (!key.table().equals(type.table())) {
            return Optional.empty();
        }
        return types.stream()
                .filter(it -> it.table().equals(key.parent()))
                .findFirst()
                .flatMap(parent -> fieldOf(key, type, parent).map(it -> new ReferenceCheck(key.name(), parent, it)));
    }

    private static Optional<String> fieldOf(ForeignKey key, EntityType<?> type, EntityType<?> parent) {
        int id = key.parentColumns().indexOf(parent.idColumn());
        int tenant = key.parentColumns().indexOf(TENANT);
        boolean isKeyOfParent = id >= 0 && key.parentColumns().size() == (tenant < 0 ? 1 : 2);
        boolean isWithinTenant = tenant < 0 || key.columns().get(tenant).equals(TENANT);
        if (!isKeyOfParent || !isWithinTenant) {
            return Optional.empty();
        }
        return type.fields().stream()
                .filter(it -> it.column().equals(key.columns().get(id)))
                .map(FieldDef::name)
                .findFirst();
    }

    /** The digest of the key that a record refers to; empty if it refers to none. */
    Optional<Long> referenceOf(LegacyRecord record) {
        return record.content()
                .find(field)
                .flatMap(ReferenceCheck::textOf)
                .map(id -> digest(record.key().tenantOrEmpty(), id));
    }

    /** The digest of the key of a record of the parent. */
    static long keyOf(LegacyRecord parent) {
        return digest(parent.key().tenantOrEmpty(), parent.key().id());
    }

    private static Optional<String> textOf(Value value) {
        if (value instanceof Value.Text it) {
            return Optional.of(it.value());
        }
        return value instanceof Value.Uuid it ? Optional.of(it.value().toString()) : Optional.empty();
    }

    private static long digest(String tenant, String id) {
        Struct key = Struct.builder()
                .put("tenant", Value.of(tenant))
                .put("id", Value.of(id))
                .build();
        return ContentHash.of(key).prefix();
    }
}
