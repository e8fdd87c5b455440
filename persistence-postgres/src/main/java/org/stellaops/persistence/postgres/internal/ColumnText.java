// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import org.stellaops.persistence.entity.FieldType;
import org.stellaops.persistence.value.ExtendedJson;
import org.stellaops.persistence.value.Value;

/** The text from which the input function of a column's type reads a value. Pure. */
final class ColumnText {

    private ColumnText() {}

    static String of(FieldType type, Value value) {
        if (type instanceof FieldType.Scalar) {
            return ScalarText.encode(value);
        } else if (type instanceof FieldType.Array) {
            return ArrayText.of(((Value.Items) value)
                    .values().stream().map(ScalarText::encode).toList());
        }
        return ExtendedJson.write(value);
    }
}
