// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.preflight;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.StoredDocument;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/**
 * What no two records of a tenant may have in common.
 *
 * @param kind what a clash is
 * @param name the constraint
 * @param fields its fields; none for the key itself
 */
record UniqueRule(PreflightKind kind, String name, List<String> fields) {

    private static final String KEY = "_id";

    static List<UniqueRule> of(EntityType<?> type) {
        List<UniqueRule> rules = new ArrayList<>();
        rules.add(new UniqueRule(PreflightKind.DUPLICATE_KEY, KEY, List.of()));
        type.uniqueKeys().forEach(it -> rules.add(new UniqueRule(PreflightKind.UNIQUE_KEY, it.name(), it.fields())));
        return rules;
    }

    /** How a report names a document: by its key, or where that is what clashes, by its {@code _id}. */
    String nameOf(StoredDocument document) {
        return kind == PreflightKind.DUPLICATE_KEY ? document.rawId() : document.id();
    }

    String reason() {
        return kind == PreflightKind.DUPLICATE_KEY
                ? "is the same key in several documents"
                : "has the same values of " + String.join(", ", fields) + " in several documents of one tenant";
    }

    /** The digest of what a record has here; empty if one of the fields is missing, which the target does not compare. */
    Optional<ContentHash> valueOf(LegacyRecord record) {
        RecordKey key = record.key();
        Struct.Builder values =
                Struct.builder().put("rule", Value.of(name)).put("tenant", Value.of(key.tenantOrEmpty()));
        if (fields.isEmpty()) {
            values.put("key", Value.of(key.id()));
        }
        int at = 0;
        for (String field : fields) {
            Value value = record.content().find(field).orElse(Value.Null.NULL);
            if (value instanceof Value.Null) {
                return Optional.empty();
            }
            values.put("v" + at++, asTheTargetCompares(value));
        }
        return Optional.of(ContentHash.of(values.build()));
    }

    /** Numbers of one value are equal in PostgreSQL, whatever their scale or the sign of zero. */
    private static Value asTheTargetCompares(Value value) {
        if (value instanceof Value.Decimal it) {
            return Value.of(
                    it.value().signum() == 0
                            ? "0"
                            : it.value().stripTrailingZeros().toPlainString());
        } else if (value instanceof Value.Real it) {
            return Value.of(it.value() + 0.0);
        }
        return value;
    }
}
