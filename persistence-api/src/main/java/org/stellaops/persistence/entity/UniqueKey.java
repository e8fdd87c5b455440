// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import java.util.List;

/**
 * A constraint: no two records of a tenant (of the whole type, if it is global) hold the same values in these fields.
 * A record without one of these fields is not constrained.
 *
 * @param name the name of the constraint, the same in both databases and in {@code Rejected}
 * @param fields names of scalar fields
 */
public record UniqueKey(String name, List<String> fields) {

    /**
     * Takes an unmodifiable copy.
     *
     * @throws IllegalArgumentException if no field is named
     */
    public UniqueKey {
        fields = List.copyOf(fields);
        if (fields.isEmpty() || !name.matches("[a-z][a-z0-9_]{0,62}")) {
            throw new IllegalArgumentException("unique key '" + name
                    + "' must name at least one field, and itself be lower-case letters, digits and underscores");
        }
    }
}
