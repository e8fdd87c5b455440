// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.preflight;

import java.util.List;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Value;

/** What an entity type declares, as one digest. Pure. */
public final class Declaration {

    private static final int DIGITS = 16;

    private Declaration() {}

    /** Another one for each declaration that reads documents differently or holds them differently. */
    public static String of(EntityType<?> type) {
        List<Object> parts = List.of(
                type,
                type.collection(),
                type.tenancy(),
                type.tenantKind(),
                type.idKind(),
                type.idField(),
                type.fields(),
                type.uniqueKeys(),
                type.legacyMapping().members(type));
        return ContentHash.of(Value.of(parts.toString())).hex().substring(0, DIGITS);
    }
}
