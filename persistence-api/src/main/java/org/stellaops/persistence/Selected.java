// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence;

import java.util.Optional;
import java.util.Set;
import org.stellaops.persistence.query.Field;
import org.stellaops.persistence.value.JavaValues;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/**
 * Some fields of a record.
 *
 * @param key its key
 * @param content those of the fields that were asked for and are not missing
 */
public record Selected(RecordKey key, Struct content) {

    /** The fields of a record, without others that it has. */
    public static Selected of(RecordKey key, Struct content, Set<String> fields) {
        Struct.Builder some = Struct.builder();
        content.forEach((name, value) -> {
            if (fields.contains(name)) {
                some.put(name, value);
            }
        });
        return new Selected(key, some.build());
    }

    /**
     * The value of a scalar field; empty if it is missing, or was not asked for.
     *
     * @throws ClassCastException if it is of another class
     */
    public <V> Optional<V> value(Field<V> field) {
        return content.find(field.name()).map(it -> javaValue(it, field));
    }

    private static <V> V javaValue(Value value, Field<V> field) {
        return field.valueType().cast(JavaValues.toJava(value, field.valueType()));
    }
}
