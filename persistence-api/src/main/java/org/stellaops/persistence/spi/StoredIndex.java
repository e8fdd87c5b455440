// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.util.List;
import java.util.stream.Collectors;

/**
 * An index that a store has for the records of an entity type, in the words of the type.
 *
 * @param name its name in the store
 * @param keys what it is of, in its order, without the tenant in front; a key that is no field of the type has the store's own name
 *     and is not {@linkplain Key#isField a field}
 * @param ofTenant whether the tenant leads it; true for a global type
 * @param unique whether it is a constraint
 * @param partial whether some records are not in it
 * @param ordered whether it finds records by order; otherwise by what a value contains, by text, or by hash
 * @param valid whether it was built to its end
 */
public record StoredIndex(
        String name,
        List<Key> keys,
        boolean ofTenant,
        boolean unique,
        boolean partial,
        boolean ordered,
        boolean valid) {

    /** Takes an unmodifiable copy. */
    public StoredIndex {
        keys = List.copyOf(keys);
    }

    /**
     * One key of an index.
     *
     * @param field the field, such as {@code lines.sku} for a column of a child list, or the name that the store has for it
     * @param isField whether the type has such a field
     * @param descending whether the highest comes first
     */
    public record Key(String field, boolean isField, boolean descending) {

        @Override
        public String toString() {
            return field + (descending ? " desc" : "");
        }
    }

    /** Its keys for a message. */
    public String keysText() {
        return keys.stream().map(Key::toString).collect(Collectors.joining(", ", "(", ")"));
    }
}
