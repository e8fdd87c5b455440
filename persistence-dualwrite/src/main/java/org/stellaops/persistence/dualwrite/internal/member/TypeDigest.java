// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.member;

import java.util.List;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.FieldType;
import org.stellaops.persistence.entity.UniqueKey;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Value;

/** The description of an entity type, short enough to be compared and kept. */
final class TypeDigest {

    private static final int DIGITS = 16;

    private TypeDigest() {}

    /** Equal for two types exactly if both stores hold the same of them in the same places. */
    static String of(EntityType<?> type) {
        StringBuilder text = new StringBuilder()
                .append(type.module())
                .append('|')
                .append(type.name())
                .append('|')
                .append(type.collection())
                .append('|')
                .append(type.table())
                .append('|')
                .append(type.tenancy())
                .append('|')
                .append(type.idKind())
                .append('|')
                .append(type.idField())
                .append('|')
                .append(type.idColumn());
        append(text, type.fields());
        for (UniqueKey it : type.uniqueKeys()) {
            text.append("|unique ").append(it.name()).append(it.fields());
        }
        return ContentHash.of(Value.of(text.toString())).hex().substring(0, DIGITS);
    }

    private static void append(StringBuilder text, List<FieldDef> fields) {
        for (FieldDef it : fields) {
            text.append('|').append(it.name()).append(' ').append(it.column()).append(it.nullable() ? "?" : "");
            if (it.type() instanceof FieldType.Child child) {
                text.append(" of ").append(child.table()).append('(');
                append(text, child.columns());
                text.append(')');
            } else {
                text.append(' ').append(it.type());
            }
        }
    }
}
